//! What answers about decisions, reviews, tasks, verdicts, the playbook and acts hold.

/// Their shapes.
pub const SHAPES: &[(&str, &str, &str)] = &[
    (
        "decisions_answer",
        "how every creator of a campaign does under its rules, whoever needs somebody first on \
         top; moves is a proposal and moves nothing",
        "stand:stand campaign_id:string name:string currency:string model:string span:span \
         rules_version:integer judged_by:string benchmarks:any creators:creator_decision[] \
         wanted:any wanted_from:string n_flags:integer expected_wrong_ppm:integer \
         waiting_for:any[] target:any moves:any",
    ),
    (
        "review_answer",
        "the review of a week: everybody, whoever needs a person on top; of the others it is said \
         how the rules handle them",
        "stand:stand campaign_id:string name:string currency:string model:string week:review_week \
         limits:week_limits wanted:any wanted_from:string judged_by:string is_waiting:boolean \
         creators:review_row[] \
         handled:any[] revenue_minor:integer before_minor:integer? spend_minor:integer?",
    ),
    (
        "review_week",
        "a week from its Monday, and what of it lies in the flight and has passed",
        "monday:string span:span covered:span is_open:boolean previous:string? next:string?",
    ),
    (
        "week_limits",
        "between which the credited revenue of a whole week is expected",
        "floor_minor:integer? ceiling_minor:integer?",
    ),
    (
        "review_row",
        "one creator in a review; `needs` says why a person is needed, `handled` how the rules do",
        "creator_id:string name:string platform:string size:string? revenue_minor:integer \
         before_minor:integer? trend:string? flight_minor:integer spend_minor:integer? \
         price_minor:integer? due_minor:integer? evidence:string? returns:any limits:week_limits \
         limits_so_far:week_limits against:string \
         judgement:any no_judgement:string? bad_since:time? recommendation:any cause:string? \
         decided:any last:any needs:any[] handled:string? deal:any tasks:task[] \
         similar:any[]",
    ),
    (
        "verdict_answer",
        "what a campaign came to by the figures of today, and what was said of it, newest first",
        "stand:stand campaign_id:string name:string currency:string model:string span:span \
         is_over:boolean revenue_minor:integer due_minor:integer? verdict:any hype:any[] \
         history:any[]",
    ),
    (
        "outlook_answer",
        "between which bounds the flight's revenue ends with 80%; null while too few days passed",
        "stand:stand campaign_id:string currency:string ends_at:time so_far_minor:integer \
         n_days:integer low_minor:integer? middle_minor:integer? high_minor:integer? \
         target_minor:integer? n_scored:integer n_held:integer",
    ),
    (
        "benchmarks_answer",
        "all benchmarks of the campaign now",
        "campaign_id:string benchmarks:any[]",
    ),
    (
        "playbook_answer",
        "campaigns beside each other; kinds of creators with intervals in millionths",
        "stand:stand campaigns:any[] currency:string? conversion_rate:any ctr:any \
         groups:played_group[] benchmarks:played_group[]",
    ),
    (
        "played_group",
        "creators of one kind; shares are low, value and high",
        "platform:string size:string? category:string? format:string? n_creators:integer \
         n_clicks:integer n_displays:integer n_conversions:integer spend_minor:integer \
         revenue_minor:integer conversion_rate_ppm:any judged_rate_ppm:integer? \
         ctr_ppm:any claim:string rests_on:string? until:time",
    ),
    (
        "audit_answer",
        "what people did, and Byline by rule, newest first; entries of one kind that somebody \
         caused in one moment are one line",
        "stand:stand n_all:integer who:string[] lines:audit_line[] next_cursor:string?",
    ),
    (
        "audit_line",
        "so many entries, the first 20 of them one by one",
        "n:integer first:integer last:integer at:time by:string kind:string verb:string \
         campaign_id:string? text:string path:string? acts:act[]",
    ),
    (
        "act",
        "one entry that somebody caused; `changes` are the fields that are others by it",
        "position:integer at:time id:string campaign_id:string? creator_id:string? value:string? \
         reason:string? changes:any[] text:string path:string?",
    ),
    (
        "decided_together",
        "who is decided, and who is not with the reason",
        "decided:review_row[] refused:refused_decision[]",
    ),
    (
        "refused_decision",
        "a decision that could not be made",
        "creator_id:string code:string detail:string",
    ),
    ("tasks_answer", "open tasks first, by when they are due", "stand:stand tasks:task[]"),
    (
        "task",
        "what somebody has to do about a creator, dated before the flight ends",
        "campaign_id:string creator_id:string name:string kind:string is_late:boolean \
         may_amplify:boolean id:string made_at:time week_from:time due_at:time why:string \
         by:string? owner:any done:any note:string?",
    ),
];

/// Which shape answers where.
pub const ANSWERS: &[(&str, &str, &str)] = &[
    ("/api/v1/campaigns/{id}/review", "get", "review_answer"),
    ("/api/v1/campaigns/{id}/review", "post", "review_row"),
    ("/api/v1/campaigns/{id}/review/together", "post", "decided_together"),
    ("/api/v1/campaigns/{id}/review/{creator}", "delete", "review_row"),
    ("/api/v1/campaigns/{id}/verdict", "get", "verdict_answer"),
    ("/api/v1/campaigns/{id}/verdict", "post", "verdict_answer"),
    ("/api/v1/campaigns/{id}/outlook", "get", "outlook_answer"),
    ("/api/v1/campaigns/{id}/benchmarks", "post", "benchmarks_answer"),
    ("/api/v1/playbook", "get", "playbook_answer"),
    ("/api/v1/audit", "get", "audit_answer"),
    ("/api/v1/tasks", "get", "tasks_answer"),
    ("/api/v1/tasks/{id}/{word}", "post", "task"),
];
