//! `byline demo`: a simulated campaign, told through the same edges as everybody's.
//!
//! The first eight days of a flight of 21 are told at full speed: redirects, beacons, signed
//! deliveries and batches of events, each at its own simulated time. Then the present begins, and
//! goes on at the speed that was asked for.

mod clock;
mod dir;
mod launch;
mod play;
mod twice;

use std::sync::Arc;

use byline_core::time::{Timestamp, Zone};
use byline_serve::network::Network;
use byline_serve::port::World as _;
use byline_testkit::{Options, World};

use crate::args::{self, Args};
use crate::config::File;
use crate::exit::{Done, Exit, Failure};
use crate::serve::{Stage, asked_to_stop, begin_log, make_parent, runtime};
use crate::world::RealWorld;
use clock::DemoClock;
use play::Player;

pub use dir::refuse;

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
    doors.settings.demo_speed = (!demo.past_only).then_some(demo.speed);
    dir::begin_anew(&place.dir)?;
    make_parent(&place)?;
    dir::mark(&place.dir, demo.seed)?;
    runtime()?.block_on(async {
        let now = RealWorld.now();
        let time_zone = zone_of_afternoon(now)?;
        let start = flight_start(now, time_zone)?;
        let clock = Arc::new(DemoClock::at(start));
        let stage = Stage::open(&place, doors, clock.clone(), None).await?;
        let world = World::new(demo.seed, start, Options { time_zone, ..Options::default() });
        let player = Player::new(&stage, Arc::clone(&clock), world);
        stage.greet(args.json);
        let stop = asked_to_stop()?;
        let (speed, is_json) = (demo.speed, args.json);
        if demo.past_only {
            let mut told = Ok(());
            stage.run(async { told = player.play(now, None).await }).await;
            return told.map(|()| Done::Well);
        }
        let playing = tokio::spawn(async move {
            if let Err(failure) = player.play(now, Some(speed)).await {
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

/// Zones around the globe, one of which always has afternoon.
const ZONES: [&str; 10] = [
    "America/New_York",
    "Europe/Berlin",
    "America/Los_Angeles",
    "Asia/Dubai",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Pacific/Honolulu",
    "America/Sao_Paulo",
];

/// Where the demo's brand lives: where it is nearest to three in the afternoon, so that whoever
/// starts the demo sees a day that has something to show.
fn zone_of_afternoon(now: Timestamp) -> Result<&'static str, Failure> {
    let mut best = (i64::MAX, ZONES[0]);
    for name in ZONES {
        let zone = zone(name)?;
        let since_midnight_s = now.seconds_since(zone.day_span(zone.day_of(now)).from);
        let distance_s = (since_midnight_s - 15 * 3_600).abs();
        best = best.min((distance_s, name));
    }
    Ok(best.1)
}

fn zone(name: &str) -> Result<Zone, Failure> {
    Zone::parse(name)
        .map_err(|error| Failure::new(Exit::Internal, "program.internal", &*error.to_string()))
}

/// Midnight at the brand's, so many days ago.
fn flight_start(now: Timestamp, time_zone: &str) -> Result<Timestamp, Failure> {
    let zone = zone(time_zone)?;
    let day = zone.day_of(now).plus_days(-N_PAST_DAYS);
    let day = day.ok_or_else(|| {
        Failure::new(Exit::Internal, "program.internal", "the clock is out of range")
    })?;
    Ok(zone.day_span(day).from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_always_afternoon_somewhere() {
        for hour in 0..24 {
            let now = Timestamp::from_seconds(1_780_272_000 + hour * 3_600);
            let zone = zone(zone_of_afternoon(now).unwrap()).unwrap();
            let since_midnight_s = now.seconds_since(zone.day_span(zone.day_of(now)).from);
            let hours = since_midnight_s / 3_600;
            assert!((12..19).contains(&hours), "{hours} o'clock in {zone:?}");
        }
    }
}
