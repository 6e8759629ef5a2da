namespace Telemed.Storage;

/// <summary>Settings that all hubs of a database share, each one JSON value under a name.</summary>
public static class Settings
{
    private const string FindOne = "SELECT value FROM setting WHERE name = @name";

    private const string KeepOne = """
        INSERT INTO setting (name, value) VALUES (@name, @value)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = now()
        """;

    /// <summary>The setting's value, or null when it was never set.</summary>
    public static async Task<JsonText?> Find(Reading reading, string name, CancellationToken cancel) =>
        await reading.RowOrNone<JsonText?>(FindOne, new { name }, cancel);

    /// <summary>Sets a setting with the caller's transaction.</summary>
    public static Task Keep(Work work, string name, JsonText value, CancellationToken cancel) =>
        work.Execute(KeepOne, new { name, value }, cancel);
}
