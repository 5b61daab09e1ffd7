//! Tickets: who started a probe.

use super::Memory;
use super::table::Record;
use crate::store::{MOST_TICKETS, Maker};
use crate::{Key, clock};

impl Memory {
    pub(super) fn now_redeem(&self, key: Key, ticket: Key) -> bool {
        let now = self.node.clock.micros();
        let mut table = self.table();
        let used = table.records.get_mut(&key).and_then(|record| record.take_ticket(ticket));
        used.is_some_and(|until| until > now)
    }

    pub(super) fn now_renew_ticket(&self, key: Key, token: Key, ticket: Key) -> Maker {
        let until = self.node.clock.micros().saturating_add(clock::micros(self.settings.ticket));
        let mut table = self.table();
        let record = table.records.get_mut(&key).filter(|record| record.delete_token == token);
        let Some(record) = record else { return Maker::No };
        if record.status.is_sealed() {
            return Maker::WithoutTicket;
        }
        record.renewed.retain(|(known, _)| *known != ticket);
        record.renewed.push_back((ticket, until));
        if record.renewed.len() > MOST_TICKETS {
            record.renewed.pop_front();
        }
        Maker::WithTicket
    }
}

impl Record {
    /// Until when a ticket was good.
    fn take_ticket(&mut self, ticket: Key) -> Option<i64> {
        if let Some((_, until)) = self.ticket.take_if(|(first, _)| *first == ticket) {
            return Some(until);
        }
        let place = self.renewed.iter().position(|(renewed, _)| *renewed == ticket)?;
        self.renewed.remove(place).map(|(_, until)| until)
    }
}
