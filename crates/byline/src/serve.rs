//! `byline serve`: a node, its listeners, and an orderly end.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use byline_run::dispatch::{NoPost, PostOffice};
use byline_run::import::LinkHosts;
use byline_run::polls::Http;
use byline_run::{Destinations, DispatchSettings, Dispatcher, Node, Place, Polls, measures};
use byline_serve::port::World;
use byline_serve::{Owner, Parts, Role, Settings, Site, own_hosts};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

use crate::args::{self, Args};
use crate::config::{DataPlace, Doors, File};
use crate::demo;
use crate::exit::{Done, Exit, Failure};
use crate::key;
use crate::sample::Sample;
use crate::token::{self, Token};
use crate::world::{RealWorld, random};

/// What the program's log shows if nobody says.
const DEFAULT_LOG: &str = "info";

/// Runs the server until it is told to stop.
pub fn run(args: &Args, serve: &args::Serve) -> Result<Done, Failure> {
    let file = File::read(args.config.as_deref())?;
    begin_log(file.log(), args.json);
    let place = file.data(&serve.data);
    let doors = file.doors(&serve.listen)?;
    demo::refuse(&place.dir)?;
    if serve.new_key {
        make_parent(&place)?;
        key::renew(&place)?;
    }
    let runtime = runtime()?;
    let done = runtime.block_on(async {
        let world: Arc<dyn World> = Arc::new(RealWorld);
        let way_out = (!file.is_offline(&serve.listen)).then(|| WayOut {
            http: Arc::new(match file.allow_private() {
                true => Http::open(Arc::clone(&world)),
                false => Http::strict(Arc::clone(&world)),
            }),
            allow_private: file.allow_private(),
            heartbeat_url: file.heartbeat_url(),
        });
        let stage = Stage::open(&place, doors, world, way_out).await?;
        stage.greet(args.json);
        stage.run(asked_to_stop()?).await;
        Ok(Done::Well)
    });
    // A request to a platform that is still under way has nothing to say any more.
    runtime.shutdown_background();
    done
}

/// How requests leave.
pub struct WayOut {
    http: Arc<Http>,
    allow_private: bool,
    heartbeat_url: Option<String>,
}

/// A node with its site and its open listeners.
pub struct Stage {
    pub node: Node,
    pub site: Arc<Site>,
    polls: Arc<Polls>,
    /// Looks at where links lead; none where nothing outside is asked.
    destinations: Option<Destinations>,
    dispatcher: Arc<Dispatcher>,
    token: Token,
    dashboard: TcpListener,
    links: Option<TcpListener>,
    address: SocketAddr,
}

impl Stage {
    /// Opens everything. From here on links can be asked for. Without a way out no platform is
    /// asked for anything.
    pub async fn open(
        place: &DataPlace,
        doors: Doors,
        world: Arc<dyn World>,
        way_out: Option<WayOut>,
    ) -> Result<Self, Failure> {
        // First of all, so that an address in use leaves neither key nor data behind.
        let dashboard = bind(doors.listen).await?;
        let links = match doors.links {
            Some(address) => Some(bind(address).await?),
            None => None,
        };
        make_parent(place)?;
        let key = key::of(place)?;
        let metrics = record_metrics();
        let node = Node::open(Place { dir: place.dir.clone(), key }, Arc::clone(&world))?;
        let address = dashboard.local_addr().unwrap_or(doors.listen);
        let settings = doors.settled(address, links.as_ref().and_then(|it| it.local_addr().ok()));
        let token = token::find(&place.token_file)?;
        let intake = Arc::clone(&node.intake);
        intake.limit_links(LinkHosts {
            allowed_hosts: settings.destination_hosts.clone(),
            own_hosts: own_hosts(&settings),
        });
        let destinations = way_out.as_ref().map(|way_out| {
            let (engine, writer) = (Arc::clone(&node.engine), Arc::clone(&node.writer));
            Destinations::new(engine, writer, way_out.http.clone(), Arc::clone(&world))
        });
        let dispatcher = dispatcher(&node, way_out.as_ref(), &settings.pages_url);
        let polls = match way_out {
            Some(way_out) => Polls::new(intake, way_out.http),
            None => Polls::none(intake),
        };
        let site = Site::new(Parts {
            engine: Arc::clone(&node.engine),
            writer: node.writer.clone(),
            intake: node.intake.clone(),
            judge: node.judge.clone(),
            past: node.past.clone(),
            sample: Arc::new(Sample::default()),
            secrets: node.secrets.clone(),
            polls: polls.clone(),
            channels: dispatcher.clone(),
            world,
            links: Arc::clone(&node.links),
            changes: node.changes.clone(),
            readiness: node.readiness.clone(),
            metrics,
            owner: Owner::new(&token.secret),
            settings,
        });
        Ok(Self { node, site, polls, destinations, dispatcher, token, dashboard, links, address })
    }

    /// What the owner knows.
    pub fn token(&self) -> &str {
        &self.token.secret
    }

    /// Says where to look.
    pub fn greet(&self, is_json: bool) {
        let (url, links_url) = (&self.settings().pages_url, &self.settings().links_url);
        let token = &self.token.secret;
        if is_json {
            let told = (!self.token.is_chosen).then_some(token);
            let links = self.links.as_ref().and_then(|links| links.local_addr().ok());
            let greeting = json!({
                "listen": self.address,
                "links": links.unwrap_or(self.address),
                "url": url,
                "links_url": links_url,
                "token": told,
            });
            println!("{greeting}");
            return;
        }
        if self.token.is_chosen {
            println!("Byline is at {url} (the token is the one in {})", token::VARIABLE);
        } else {
            println!("Byline is at {url}/login?token={token}");
            println!("owner's token: {token}");
        }
        if links_url != url {
            println!("short links begin with {links_url}/");
        }
    }

    fn settings(&self) -> &Settings {
        &self.site.parts.settings
    }

    /// Serves until `stop` comes, then lets open requests finish and closes the node.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let Self { node, site, polls, destinations, dispatcher, dashboard, links, .. } = self;
        let (stopping, stopped) = watch::channel(false);
        let upkeep = tokio::spawn(upkeep(Arc::clone(&site)));
        let asking = tokio::spawn(polls.run());
        let looking = destinations.map(|destinations| tokio::spawn(destinations.run()));
        let telling = tokio::spawn(dispatcher.run());
        let role = if links.is_some() { Role::Dashboard } else { Role::Both };
        let mut doors = vec![tokio::spawn(serve_until(dashboard, &site, role, &stopped))];
        if let Some(links) = links {
            doors.push(tokio::spawn(serve_until(links, &site, Role::Links, &stopped)));
        }
        stop.await;
        tracing::info!("stopping: open requests may finish");
        stopping.send_replace(true);
        // What is under way is given up: it begins again from its mark.
        asking.abort();
        looking.inspect(tokio::task::JoinHandle::abort);
        // What was sent and not written down is sent once more, with the same name.
        telling.abort();
        for door in doors {
            if let Err(error) = door.await {
                tracing::error!("a listener ended badly: {error}");
            }
        }
        upkeep.abort();
        drop(site);
        if let Err(error) = tokio::task::spawn_blocking(move || node.close()).await {
            tracing::error!("the node ended badly: {error}");
        }
    }
}

/// Who carries out what was decided. Without a way out it carries out nothing but dry runs.
fn dispatcher(node: &Node, way_out: Option<&WayOut>, pages_url: &str) -> Arc<Dispatcher> {
    let settings = DispatchSettings {
        pages_url: pages_url.to_owned(),
        heartbeat_url: way_out.and_then(|way_out| way_out.heartbeat_url.clone()),
    };
    match way_out {
        Some(WayOut { http, allow_private, .. }) => {
            Dispatcher::of(node, PostOffice::new(Arc::clone(http), *allow_private), settings)
        }
        None => Dispatcher::of(node, Arc::new(NoPost), settings),
    }
}

fn serve_until(
    listener: TcpListener,
    site: &Arc<Site>,
    role: Role,
    stopped: &watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send + use<> {
    let mut stopped = stopped.clone();
    let site = Arc::clone(site);
    byline_serve::serve(listener, site, role, async move {
        // If nobody can tell any more, it is time as well.
        drop(stopped.wait_for(|is_stopped| *is_stopped).await);
    })
}

/// Rotates the salt of the day, and keeps histograms small.
async fn upkeep(site: Arc<Site>) {
    let mut salt_of = None;
    let mut minute = tokio::time::interval(Duration::from_secs(5));
    loop {
        minute.tick().await;
        site.parts.metrics.run_upkeep();
        let day = site.parts.world.now().0.div_euclid(86_400_000_000);
        if salt_of != Some(day) {
            // Yesterday's salt is gone with this: nobody can tell yesterday's visitors any more.
            site.set_day_salt(Some(random()));
            salt_of = Some(day);
        }
    }
}

/// SIGTERM or SIGINT.
pub fn asked_to_stop() -> Result<impl Future<Output = ()>, Failure> {
    let listen =
        |kind| signal(kind).map_err(|error| Failure::new(Exit::Internal, "program.signal", error));
    let (mut term, mut int) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
    })
}

/// A runtime for everything that waits.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| Failure::new(Exit::Internal, "program.runtime", error))
}

/// Begins the program's log, on standard error.
pub fn begin_log(filter: Option<&str>, is_json: bool) {
    let filter = EnvFilter::try_from_env("BYLINE_LOG")
        .unwrap_or_else(|_| EnvFilter::new(filter.unwrap_or(DEFAULT_LOG)));
    let is_terminal = std::io::stderr().is_terminal();
    // A full disk behind standard error must not end the thread that wants to say so.
    let log = tracing_subscriber::fmt()
        .log_internal_errors(false)
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if is_json {
        log.json().init();
    } else {
        log.with_ansi(is_terminal).with_target(false).init();
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        let words = format!("cannot listen at {address}: {error}; choose another with --listen");
        Failure::new(Exit::Unavailable, "program.listen", words)
    })
}

/// The folder above the data directory, which holds key and token too.
pub fn make_parent(place: &DataPlace) -> Result<(), Failure> {
    match place.dir.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => std::fs::create_dir_all(parent)
            .map_err(|error| Failure::file(Exit::CannotCreate, parent, &error)),
        _ => Ok(()),
    }
}

fn record_metrics() -> PrometheusHandle {
    const BUCKETS_S: [f64; 12] =
        [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];
    let seconds = Matcher::Suffix("_seconds".to_owned());
    let builder = PrometheusBuilder::new().set_buckets_for_metric(seconds, &BUCKETS_S);
    #[expect(clippy::expect_used, reason = "the buckets are a constant that is not empty")]
    let builder = builder.expect("there are buckets");
    let recorder = builder.build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_err() {
        tracing::warn!("metrics are recorded elsewhere");
    }
    measures::describe();
    handle
}
