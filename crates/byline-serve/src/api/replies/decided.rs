//! Replies about what was decided: alerts, thresholds, the time machine, ads and money.

/// Shapes: name, what it is, and its fields.
pub const SHAPES: &[(&str, &str, &str)] = &[
    (
        "alerts_answer",
        "alerts, what fires and is most urgent first, and what those of each rule came to",
        "stand:stand alerts:alert[] reports:any[]",
    ),
    (
        "alert",
        "an alert with the episodes that are kept, the newest first",
        "id:string rule:string name:string urgency:string campaign_id:string creator_id:string? \
         creator:string? state:string pending_s:integer? missing_s:integer? n_episodes:integer \
         episodes:any[] path:string",
    ),
    (
        "actions_answer",
        "what was decided and is not done yet, in that order; what was settled, newest first",
        "stand:stand n_decided:integer n_settled:integer open:any[] settled:any[]",
    ),
    (
        "rules_answer",
        "the thresholds in force; is_frozen: a change needs a reason; editions newest first",
        "stand:stand campaign_id:string name:string is_frozen:boolean rules:any editions:any[]",
    ),
    (
        "moves_answer",
        "plans that were approved, newest first; moved_of_plan_bp: what part of the paid spend is \
         elsewhere by now, in hundredths of a percent; undo_at: the plan that can be taken back",
        "stand:stand campaign_id:string moved_of_plan_bp:integer day:integer n_days:integer \
         aim_by_day:integer aim_bp:any undo_at:time? plans:any[]",
    ),
    (
        "time_machine_run",
        "a campaign's life decided again under other thresholds; state: running, done, given_up or \
         failed; verdict: both lives side by side, and every alert that is told differently",
        "id:string campaign_id:string state:string asked_by:string began_at:time ended_at:time? \
         n_done:integer n_all:integer changed:any[] rules:any verdict:any detail:string?",
    ),
    (
        "time_machine_answer",
        "runs of the time machine that are kept, the newest first",
        "runs:time_machine_run[]",
    ),
    (
        "pauses_answer",
        "what episodes wish about ads with the answer, and every change, newest first",
        "stand:stand campaign_id:string mode:string is_stopped:boolean wishes:any[] changes:any[]",
    ),
    ("ad_answer", "changes of ads that are not done yet", "stand:stand ad:string open:any[]"),
    (
        "maintenance_answer",
        "stretches in which nobody wants to hear anything, the newest first",
        "stand:stand maintenance:any[]",
    ),
];

/// Which shape each success has.
pub const ANSWERS: &[(&str, &str, &str)] = &[
    ("/api/v1/alerts", "get", "alerts_answer"),
    ("/api/v1/alerts/{id}", "get", "alert"),
    ("/api/v1/alerts/{id}/{word}", "post", "alert"),
    ("/api/v1/actions", "get", "actions_answer"),
    ("/api/v1/campaigns/{id}/rules", "get", "rules_answer"),
    ("/api/v1/campaigns/{id}/rules", "put", "rules_answer"),
    ("/api/v1/campaigns/{id}/moves", "get", "moves_answer"),
    ("/api/v1/campaigns/{id}/moves", "post", "moves_answer"),
    ("/api/v1/campaigns/{id}/moves/undo", "post", "moves_answer"),
    ("/api/v1/campaigns/{id}/time-machine", "post", "time_machine_run"),
    ("/api/v1/time-machine", "get", "time_machine_answer"),
    ("/api/v1/time-machine/{id}", "get", "time_machine_run"),
    ("/api/v1/time-machine/{id}", "delete", "time_machine_run"),
    ("/api/v1/campaigns/{id}/pauses", "get", "pauses_answer"),
    ("/api/v1/pauses", "post", "ad_answer"),
    ("/api/v1/maintenance", "get", "maintenance_answer"),
    ("/api/v1/maintenance", "post", "maintenance_answer"),
    ("/api/v1/maintenance/{id}", "delete", "maintenance_answer"),
];
