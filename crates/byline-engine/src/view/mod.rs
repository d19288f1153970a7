//! Views: what the engine answers. Plain values, settled before any markup.
//!
//! Screens, the JSON API and the command line read the same structs, so they agree to the cent.

mod acts;
mod alerts;
mod attribution;
mod bought;
mod buying;
mod changes;
mod claims;
mod decided;
mod decisions;
mod explanation;
mod figures;
mod gate;
mod handles;
mod identity;
mod link_use;
mod live;
mod mentions;
mod misfiled;
mod order;
mod patrol;
mod query;
mod review;
mod signals;
mod sources;
mod unearned;
mod unowned;
mod verdict;
mod waiting;

pub use crate::mix::Most;
pub use crate::state::acts::{Act, By, Change, Thing, Verb};
pub use crate::state::desk::Trail;
pub use crate::state::mentions::MentionCounts;
pub use acts::{ActFilter, ActLine, ActsView};
pub use alerts::{
    AlertFilter, AlertView, AlertsView, ChangeView, EpisodeView, MaintenanceView, MovedView,
    PausesView, Response, RuleReport, RulesView, WishView,
};
pub use attribution::{Involvement, JourneyView};
pub use bought::{Bought, LeftOut, Uncounted};
pub use buying::{Buying, BuyingOf, InApps, OnPages};
pub use changes::{Changed, ChangedOrder, Changes, ChangesOfReason};
pub use claims::{ClaimRow, Claimant, ClaimsView, DisputedClaim};
pub use decided::{Compared, Decided, DecidedEpisode, DecidedPause, Differing};
pub use decisions::{
    Benchmarks, CreatorDecision, DealCheck, DecisionsView, Expected, Hold, InQuestion, JudgedBy,
    Lack, Leak, LikelyCause, Moves, NoJudgement, NoMoves, OfferedStep, Paid, PriceDue, QuestionOf,
    Shown, Target, Traffic, WaitingFor,
};
pub use explanation::{
    ClickShare, Explanation, Figure, FigureValue, Input, Measure, OrderShare, Rows, SpendShare,
};
pub use figures::{ByModel, Figures, MICRO};
pub use gate::{
    BriefProgress, CreatorGate, Exposure, GateHappened, GateState, GateView, JudgedFinding,
    LinkStand, LinkState, OPERATIONS, Operations, OperationsPart, PostDisclosure, SeenView,
    WaiverView,
};
pub use handles::HandleView;
pub use identity::{
    IdentitiesView, LookAlike, MergePreview, MergeView, PartyView, Proposal, ProposalReason,
    Unresolved,
};
pub use link_use::LinkUse;
pub use live::{Cause, Earner, FeedFreshness, Lagging, Live, Point, Silent};
pub use mentions::{MentionKpi, MentionsView};
pub use misfiled::{MisfiledRow, MisfiledView, Party, Suspicion};
pub use order::{
    CreditView, EvidenceView, OrderList, OrderSum, OrderSummary, OrderSums, OrderView, PostingView,
    RefundView, TouchView,
};
pub use patrol::{Found, GapView, PatrolRow, PatrolView, WantedLink};
pub use query::{Answer, Basis, Dimension, Key, OtherCurrency, Query, Row, Scope, Stand};
pub use review::{
    Handled, LastDecision, Need, Recommendation, ReviewRow, ReviewView, SimilarView, TaskView,
    WantedFrom, WeekView,
};
pub use signals::{SIGNALS, SignalCell, SignalMap, SignalRow};
pub use sources::{Freshness, SourceView, SourcesView, StreamView, TallyView, YoungDay};
pub use unearned::{Unearned, UnearnedReason, UnearnedShare};
pub use unowned::{Stated, StatedTwice, Unowned};
pub use verdict::{
    Claim, HypeView, OutlookView, PlaybookView, PlayedCampaign, PlayedGroup, VerdictView,
};
pub use waiting::{AsideView, EarlyVisit, WaitingRefund, WaitingSighting, WaitingView};
