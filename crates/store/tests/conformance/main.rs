//! What a store has to do, whichever it is: each case judges each of them.

mod bench;
mod cases;
mod model;
mod nodes;

use bench::Backend;

/// A test of each case for each store.
macro_rules! judge {
    ($($group:ident: $($case:ident)*;)*) => {
        judge!(@store memory Memory $($($group $case)*)*);
        judge!(@store sqlite Sqlite $($($group $case)*)*);
        judge!(@store postgres Postgres $($($group $case)*)*);
    };
    (@store $store:ident $backend:ident $($group:ident $case:ident)*) => {
        mod $store {
            $(
                #[tokio::test]
                async fn $case() {
                    crate::cases::$group::$case(crate::Backend::$backend).await;
                }
            )*
        }
    };
}

judge! {
    results:
        a_result_tells_its_order
        events_come_in_order_without_gap_or_repetition
        of_those_who_begin_at_once_one_does
        an_end_that_was_told_stays
        what_is_repeated_does_nothing
        a_result_is_bounded
        the_oldest_finished_gives_way_and_never_an_unfinished_one
        all_finished_results_together_are_bounded
        results_expire
        deleting_takes_all_at_once
        usage_follows;
    watching:
        many_watch_the_same_and_come_when_they_like
        nothing_is_lost_when_a_reader_is_interrupted
        what_is_deleted_ends_for_those_who_watch
        silence_is_noticed;
    runs:
        stopping_reaches_the_run
        stopping_seals_what_only_waits
        an_earlier_holder_is_fenced
        a_late_holder_goes_on_if_nobody_took_the_run
        a_lost_run_is_run_again_as_often_as_it_may
        a_lost_run_that_may_not_be_run_again_is_interrupted
        a_promised_visit_is_taken_once_when_it_is_due
        many_take_and_nobody_takes_the_same;
    series:
        a_series_has_its_results_in_order
        a_full_series_lets_its_oldest_go
        a_result_is_in_few_series;
    outbox:
        an_entry_is_due_once_its_result_is_sealed
        an_entry_is_taken_again_until_it_is_ended
        an_attempt_counts_when_it_is_said
        an_entry_goes_with_its_result
        an_entry_is_not_that_of_an_earlier_probe
        many_tell_and_nobody_tells_the_same;
    tickets:
        a_ticket_is_good_once_and_for_a_minute
        a_maker_gets_another_ticket
        another_ticket_takes_none_away
        the_maker_of_what_is_sealed_needs_no_ticket;
    counting:
        a_start_counts_in_all_buckets_or_in_none;
}
