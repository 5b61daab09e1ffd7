//! A probe as state: does what `state::link` asks for, and draws at a pace that the machine can keep.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::effect::use_effect_with;
use gloo_timers::callback::Timeout;
use wire::socket::ClientMessage;
use yew::{Callback, UseStateSetter, hook, use_memo, use_state};

use crate::browser;
use crate::socket::{self, Failure, Heard, Socket};
use crate::state::link::{Check, Effect, Happening, Link};
use crate::state::{Run, View};

/// Time of one frame of most screens.
const FRAME_MS: f64 = 16.0;

/// A probe on the page.
#[derive(Clone)]
pub(crate) struct Probe {
    pub(crate) view: Rc<View>,
    pub(crate) run: Rc<RefCell<Run>>,
    pub(crate) stop: Callback<()>,
    /// Tries at once to get the connection back.
    pub(crate) resume: Callback<()>,
    /// Whether this page has just started it.
    pub(crate) fresh: bool,
}

/// Watches the probe `id`; `ticket` where this page has just started it.
#[hook]
pub(crate) fn use_probe(id: &str, ticket: impl FnOnce() -> Option<String>) -> Probe {
    let view = use_state(|| Rc::new(Run::new().view(None)));
    let watch = use_memo(id.to_owned(), |id| Watch::new(id, ticket(), view.setter()));
    let watch = Rc::clone(&*watch);
    use_effect_with(Rc::clone(&watch), |watch| {
        let watch = Rc::clone(watch);
        watch.begin();
        move || watch.end()
    });
    Probe {
        view: Rc::clone(&view),
        run: Rc::clone(&watch.run),
        fresh: watch.fresh,
        stop: Callback::from({
            let watch = Rc::downgrade(&watch);
            move |()| with(&watch, Watch::stop)
        }),
        resume: Callback::from({
            let watch = Rc::downgrade(&watch);
            move |()| with(&watch, |watch| watch.happen(Happening::WaitOver))
        }),
    }
}

/// One probe being watched. Everything it starts ends with it.
struct Watch {
    itself: Weak<Self>,
    id: String,
    /// Good for one socket; later ones only watch.
    ticket: Cell<Option<String>>,
    fresh: bool,
    run: Rc<RefCell<Run>>,
    socket: RefCell<Option<Socket>>,
    wait: RefCell<Option<Timeout>>,
    draw: RefCell<Option<Timeout>>,
    drawn: RefCell<Rc<View>>,
    /// How long the last drawing took.
    cost_ms: Cell<f64>,
    ended: Cell<bool>,
    show: UseStateSetter<Rc<View>>,
}

impl PartialEq for Watch {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

fn with(watch: &Weak<Watch>, act: impl FnOnce(&Watch)) {
    if let Some(watch) = watch.upgrade().filter(|watch| !watch.ended.get()) {
        act(&watch);
    }
}

impl Watch {
    fn new(id: &str, ticket: Option<String>, show: UseStateSetter<Rc<View>>) -> Rc<Self> {
        let run = Run::new();
        let drawn = Rc::new(run.view(None));
        Rc::new_cyclic(|itself| Self {
            itself: Weak::clone(itself),
            id: id.to_owned(),
            fresh: ticket.is_some(),
            ticket: Cell::new(ticket),
            run: Rc::new(RefCell::new(run)),
            socket: RefCell::default(),
            wait: RefCell::default(),
            draw: RefCell::default(),
            drawn: RefCell::new(drawn),
            cost_ms: Cell::new(0.0),
            ended: Cell::new(false),
            show,
        })
    }

    fn begin(&self) {
        self.show.set(Rc::clone(&self.drawn.borrow()));
        self.happen(Happening::Start { fresh: self.fresh });
    }

    fn end(&self) {
        self.ended.set(true);
        self.socket.take();
        self.wait.take();
        self.draw.take();
    }

    fn happen(&self, happening: Happening) {
        let effect = self.run.borrow_mut().happen(happening, browser::random());
        self.bring_about(effect);
    }

    fn hear(&self, heard: Heard) {
        match heard {
            Heard::Message(message) => {
                let effect = self.run.borrow_mut().hear(message, browser::now(), browser::random());
                self.bring_about(effect);
            }
            Heard::Gibberish => self.happen(Happening::Gibberish),
            Heard::Closed(code) => self.happen(Happening::Closed(code)),
        }
    }

    fn bring_about(&self, effect: Effect) {
        match effect {
            Effect::Open => self.open(),
            Effect::Check => self.check(),
            Effect::Wait(ms) => {
                let itself = Weak::clone(&self.itself);
                let over = move || with(&itself, |watch| watch.happen(Happening::WaitOver));
                self.wait.replace(Some(Timeout::new(ms, over)));
            }
            Effect::Close => {
                self.wait.take();
                self.socket.take();
            }
            Effect::Rest => {}
        }
        self.draw_soon();
    }

    fn open(&self) {
        self.wait.take();
        let itself = Weak::clone(&self.itself);
        let hear = move |heard| with(&itself, |watch| watch.hear(heard));
        let from = self.run.borrow().next_seq();
        self.socket.take();
        match Socket::open(&self.id, from, self.ticket.take().as_deref(), hear) {
            Some(socket) => drop(self.socket.replace(Some(socket))),
            None => self.happen(Happening::Closed(0)),
        }
    }

    fn check(&self) {
        let itself = Weak::clone(&self.itself);
        socket::report(&self.id, move |report| {
            with(&itself, |watch| match report {
                Ok(kept) => {
                    watch.ticket.set(kept.ticket);
                    let now = browser::now();
                    let effect =
                        watch.run.borrow_mut().read(kept.transcript, kept.complete, now, browser::random());
                    watch.bring_about(effect);
                }
                Err(Failure::Problem(problem)) if matches!(problem.status, 404 | 410) => {
                    watch.happen(Happening::Checked(Check::Unknown));
                }
                Err(_) => watch.happen(Happening::Checked(Check::Unreachable)),
            });
        });
    }

    fn stop(&self) {
        if let Some(socket) = &*self.socket.borrow() {
            socket.say(ClientMessage::Stop);
            self.run.borrow_mut().stop();
        }
        self.draw_soon();
    }

    /// Draws at most once a frame, and never more than half of the time. A timer, because a hidden tab has no
    /// frames, and the title of its window should still tell when the verdict stands.
    fn draw_soon(&self) {
        if self.draw.borrow().is_some() {
            return;
        }
        let delay = FRAME_MS.max(2.0 * self.cost_ms.get());
        let itself = Weak::clone(&self.itself);
        let draw = move || with(&itself, Self::draw_now);
        self.draw.replace(Some(Timeout::new(delay as u32, draw)));
    }

    fn draw_now(&self) {
        self.draw.take();
        let begun = browser::now().monotonic_ms;
        let view = Rc::new(self.run.borrow().view(Some(&self.drawn.borrow())));
        self.drawn.replace(Rc::clone(&view));
        self.show.set(view);
        // What the components take comes on top and is about as much again.
        self.cost_ms.set(2.0 * (browser::now().monotonic_ms - begun));
    }
}

/// Whether there is a connection that a stop could go through.
pub(crate) fn can_stop(view: &View) -> bool {
    view.maker && view.link == Link::Live
}
