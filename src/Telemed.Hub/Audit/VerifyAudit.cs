using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Telemed.Domain;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Audit;

/// <summary>Checks the whole audit trail: rows, links, tail and the anchors kept outside the database.</summary>
internal static class VerifyAudit
{
    internal sealed record Response(bool Sound, long? Rows, long? Anchors, long? FirstWrongPosition,
        Guid? FirstWrongRow, string? Problem);

    [Answers<Response>]
    internal static async Task<IResult> Handle(
        CurrentPerson person, Database database, AuditAnchors anchors, TimeProvider time, CancellationToken cancel)
    {
        var verdict = await AuditVerify.Verify(database, anchors.Read(), time.GetUtcNow(), cancel);
        await using var work = await database.Begin(cancel);
        var looked = person.Did("audit.verified", "audit", Guid.Empty, AuditAction.Read, AuditEvents.AuditLogUsed);
        await AuditLog.Append(work, looked, time.GetUtcNow(), cancel);
        await work.Commit(cancel);
        return TypedResults.Ok(Told(verdict));
    }

    /// <summary>The verb: one line on standard output; exit 1 when something was changed.</summary>
    internal static async Task<int> Run(ParseResult parsed, CancellationToken cancel)
    {
        await using var tools = await HubTools.Open(CommandLine.StartOf(parsed), cancel);
        var (anchors, time) = (tools.Services.GetRequiredService<AuditAnchors>(),
            tools.Services.GetRequiredService<TimeProvider>());
        var told = Told(await AuditVerify.Verify(tools.Database, anchors.Read(), time.GetUtcNow(), cancel));
        await parsed.InvocationConfiguration.Output.WriteLineAsync(told.Sound
            ? $"The audit trail is sound: {told.Rows} rows, {told.Anchors} anchors."
            : $"The audit trail was changed at position {Named(told.FirstWrongPosition)}, " +
              $"row {Named(told.FirstWrongRow)}: {told.Problem}");
        return told.Sound ? 0 : 1;
    }

    private static string Named(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "none";

    private static Response Told(AuditVerdict verdict) => verdict switch
    {
        AuditVerdict.Sound sound => new(true, sound.Rows, sound.Anchors, null, null, null),
        AuditVerdict.Broken broken => new(false, null, null, broken.Position, broken.RowId, broken.Problem),
        _ => throw new UnreachableException(),
    };
}
