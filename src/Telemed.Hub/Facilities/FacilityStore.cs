using Telemed.Domain;
using Telemed.Domain.Access;
using Telemed.Storage;

namespace Telemed.Hub.Facilities;

/// <summary>All SQL of the tree of facilities.</summary>
internal static class FacilityStore
{
    internal const int CountLimit = 20_000;

    private const string Columns = """
        SELECT id, parent_id, tier, code, name, path, time_zone, phone, study_quiet_minutes, active, version
        FROM facility
        """;
    private const string All = Columns + " ORDER BY cardinality(path), name, id LIMIT 20000";
    private const string ById = Columns + " WHERE id = @id";
    private const string ByIdLocked = ById + " FOR UPDATE";

    // Moving a branch changes many paths; one mover at a time keeps the tree a tree.
    private const string LockTree = "SELECT pg_advisory_xact_lock(7310101)";

    private const string Insert = """
        INSERT INTO facility (id, parent_id, tier, code, name, path, time_zone, phone, study_quiet_minutes, created_at)
        VALUES (@id, @parentId, @tier, @code, @name, @path, @timeZone, @phone, @quietMinutes, @now)
        """;

    private const string Update = """
        UPDATE facility SET parent_id = @parentId, tier = @tier, code = @code, name = @name, time_zone = @timeZone,
               phone = @phone, active = @active, study_quiet_minutes = @quietMinutes, version = version + 1
        WHERE id = @id
        """;

    // Everything below keeps its own part of the path and gets the new way from the root.
    private const string MoveBranch = """
        UPDATE facility SET path = @above || path[array_position(path, @id):] WHERE path @> ARRAY[@id]
        """;

    private const string TiersBelow = "SELECT DISTINCT tier FROM facility WHERE parent_id = @id";

    private const string Named = """
        SELECT id, parent_id, tier, code, name, path, time_zone, phone, active, version FROM facility
        WHERE active AND (name ILIKE @pattern OR code ILIKE @pattern) ORDER BY name LIMIT @limit
        """;

    internal sealed record FacilityRow
    {
        public Guid Id { get; init; }
        public Guid? ParentId { get; init; }
        public string Tier { get; init; } = "";
        public string Code { get; init; } = "";
        public string Name { get; init; } = "";
        public Guid[] Path { get; init; } = [];
        public string TimeZone { get; init; } = "";
        public string? Phone { get; init; }
        public int? StudyQuietMinutes { get; init; }
        public bool Active { get; init; }
        public int Version { get; init; }

        /// <summary>Whether a reach covers this facility.</summary>
        public bool IsWithin(Reach reach) => reach.Covers([.. Path.Select(id => new FacilityId(id))]);
    }

    public static Task<IReadOnlyList<FacilityRow>> List(Reading read, CancellationToken cancel) =>
        read.Rows<FacilityRow>(All, null, cancel);

    public static Task<FacilityRow?> Find(Reading read, Guid id, CancellationToken cancel) =>
        read.RowOrNone<FacilityRow>(ById, new { id }, cancel);

    public static Task<FacilityRow?> FindForUpdate(Work work, Guid id, CancellationToken cancel) =>
        work.RowOrNone<FacilityRow>(ByIdLocked, new { id }, cancel);

    public static Task Lock(Work work, CancellationToken cancel) => work.Rows<object>(LockTree, null, cancel);

    public static Task Add(
        Work work, Guid id, Guid? parentId, string tier, string code, string name, Guid[] path, string timeZone,
        string? phone, int? quietMinutes, DateTimeOffset now, CancellationToken cancel) =>
        work.Execute(Insert, new { id, parentId, tier, code, name, path, timeZone, phone, quietMinutes, now }, cancel);

    public static Task Save(
        Work work, Guid id, Guid? parentId, string tier, string code, string name, string timeZone, string? phone,
        bool active, int? quietMinutes, CancellationToken cancel) =>
        work.Execute(Update, new { id, parentId, tier, code, name, timeZone, phone, active, quietMinutes }, cancel);

    public static Task Move(Work work, Guid id, Guid[] above, CancellationToken cancel) =>
        work.Execute(MoveBranch, new { id, above }, cancel);

    public static async Task<IReadOnlyList<Tier>> ChildTiers(Reading read, Guid id, CancellationToken cancel) =>
        [.. (await read.Rows<string>(TiersBelow, new { id }, cancel)).Select(TextCode.Parse<Tier>)];

    public static Task<IReadOnlyList<FacilityRow>> Search(Reading read, string words, int limit,
        CancellationToken cancel) =>
        read.Rows<FacilityRow>(Named, new { pattern = "%" + LikePattern.Escape(words) + "%", limit }, cancel);
}

internal static class LikePattern
{
    /// <summary>Takes the signs that LIKE reads as wildcards for themselves.</summary>
    public static string Escape(string words) =>
        words.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal);
}
