//! `byline demo`: a simulated campaign, told through the same edges as everybody's.
//!
//! The first eight days of a flight of 21 are told at full speed: redirects, beacons, signed
//! deliveries and batches of events, each at its own simulated time. Then the present begins, and
//! goes on at the speed that was asked for.

mod clock;
mod dir;
mod play;

use std::sync::Arc;

use byline_core::time::{Timestamp, Zone};
use byline_serve::network::Network;
use byline_serve::port::World as _;
use byline_testkit::world::TIME_ZONE;
use byline_testkit::{Options, World};

use crate::args::{self, Args};
use crate::config::File;
use crate::exit::{Done, Exit, Failure};
use crate::serve::{Stage, asked_to_stop, begin_log, runtime};
use crate::world::RealWorld;
use clock::DemoClock;
use play::Player;

/// How many days of the flight have passed when the present begins.
const N_PAST_DAYS: i32 = 8;

/// Where the simulated proxy runs that says who asks.
const PROXY: &str = "127.0.0.1";

/// Runs the demo until it is told to stop.
pub fn run(args: &Args, demo: &args::Demo) -> Result<Done, Failure> {
    let file = File::read(args.config.as_deref())?;
    begin_log(file.log().or(Some("warn")), args.json);
    let place = file.data(&demo.data);
    let mut doors = file.doors(&demo.listen)?;
    doors.settings.trusted_proxies.extend(PROXY.parse::<Network>());
    if !(0.0 < demo.speed && demo.speed <= 10_000.0) {
        let words = "--speed must be above 0 and at most 10000";
        return Err(Failure::new(Exit::Usage, "program.usage", words));
    }
    dir::begin_anew(&place.dir)?;
    runtime()?.block_on(async {
        let now = RealWorld.now();
        let start = flight_start(now)?;
        let clock = Arc::new(DemoClock::at(start));
        let stage = Stage::open(&place, doors, clock.clone()).await?;
        dir::mark(&place.dir, demo.seed)?;
        let world = World::new(demo.seed, start, Options::default());
        let player = Player::new(&stage, Arc::clone(&clock), world);
        stage.greet(args.json);
        let stop = asked_to_stop()?;
        let (speed, is_json) = (demo.speed, args.json);
        let playing = tokio::spawn(async move {
            if let Err(failure) = player.play(now, speed).await {
                failure.print(is_json);
            }
        });
        stage
            .run(async move {
                stop.await;
                playing.abort();
            })
            .await;
        Ok(Done::Well)
    })
}

/// Midnight at the brand's, so many days ago.
fn flight_start(now: Timestamp) -> Result<Timestamp, Failure> {
    let internal = |words: &str| Failure::new(Exit::Internal, "program.internal", words);
    let zone = Zone::parse(TIME_ZONE).map_err(|error| internal(&error.to_string()))?;
    let day = zone.day_of(now).plus_days(-N_PAST_DAYS);
    let day = day.ok_or_else(|| internal("the clock is out of range"))?;
    Ok(zone.day_span(day).from)
}
