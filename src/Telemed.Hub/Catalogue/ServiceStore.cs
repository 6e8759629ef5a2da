using Telemed.Storage;

namespace Telemed.Hub.Catalogue;

/// <summary>All SQL of the service catalogue.</summary>
internal static class ServiceStore
{
    private const string Columns = """
        SELECT code, kind, labels::text AS labels, specialty, template, timers::text AS timers, allowed_tiers,
               performer_tiers, position, active, version, review_percent, routing_mode
        FROM service
        """;

    private const string All = Columns + " ORDER BY position, code LIMIT 1000";
    private const string ByCode = Columns + " WHERE code = @code FOR UPDATE";

    private const string Insert = """
        INSERT INTO service (code, kind, labels, specialty, template, timers, allowed_tiers, performer_tiers, position,
                             active, review_percent, routing_mode)
        VALUES (@code, @kind, @labels, @specialty, @template, @timers, @allowedTiers, @performerTiers, @position,
                @active, @reviewPercent, @routingMode)
        """;

    private const string Update = """
        UPDATE service SET kind = @kind, labels = @labels, specialty = @specialty, template = @template,
               timers = @timers, allowed_tiers = @allowedTiers, performer_tiers = @performerTiers, position = @position,
               active = @active, review_percent = @reviewPercent, routing_mode = @routingMode, version = version + 1
        WHERE code = @code
        """;

    // A timer rings by the rule of the moment in which it rings; the ones of open cases are looked at soon, so that
    // shorter minutes and other hours of duty count for them too.
    private const string LookAgain = """
        UPDATE consultation_timer t SET due_at = LEAST(t.due_at, @at)
        FROM consultation c WHERE c.id = t.consultation_id AND c.service_code = @code
        """;

    internal sealed record ServiceRow
    {
        public string Code { get; init; } = "";
        public string Kind { get; init; } = "";
        public string Labels { get; init; } = "";
        public string Specialty { get; init; } = "";
        public string Template { get; init; } = "";
        public string Timers { get; init; } = "";
        public string[] AllowedTiers { get; init; } = [];
        public string[] PerformerTiers { get; init; } = [];
        public int Position { get; init; }
        public bool Active { get; init; }
        public int Version { get; init; }
        public int ReviewPercent { get; init; }
        public string RoutingMode { get; init; } = "";
    }

    public static Task<IReadOnlyList<ServiceRow>> List(Reading read, CancellationToken cancel) =>
        read.Rows<ServiceRow>(All, null, cancel);

    public static Task<ServiceRow?> FindForUpdate(Work work, string code, CancellationToken cancel) =>
        work.RowOrNone<ServiceRow>(ByCode, new { code }, cancel);

    /// <summary>Has the timers of all open cases of a service looked at when every hub knows the new minutes.</summary>
    public static Task LookAgainAtTimers(Work work, string code, DateTimeOffset at, CancellationToken cancel) =>
        work.Execute(LookAgain, new { code, at }, cancel);

    public static Task Save(
        Work work, bool isNew, string code, SaveService.Request request, string labels, string timers,
        CancellationToken cancel) =>
        work.Execute(isNew ? Insert : Update, new
        {
            code, request.Kind, labels = new JsonText(labels), request.Specialty, request.Template,
            timers = new JsonText(timers),
            request.AllowedTiers, request.PerformerTiers, position = request.Position ?? 100, request.Active,
            reviewPercent = request.ReviewPercent ?? 0, routingMode = SaveService.ModeOf(request),
        }, cancel);
}
