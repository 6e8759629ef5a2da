using System.Text.RegularExpressions;
using Telemed.Domain;
using Telemed.Hub.Audit;
using Telemed.Hub.Facilities;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Devices;

/// <summary>Machines that send by themselves. Their keys are shown once and kept as hashes.</summary>
internal static partial class ManageDevices
{
    private static readonly string[] Kinds = ["ecg", "modality", "scanner", "gateway", "program"];

    internal sealed record Request(Guid FacilityId, string Name, string Kind, string? AeTitle);

    internal sealed record Response(DeviceStore.DeviceRow Device, string Key);

    [Answers<Page<DeviceStore.DeviceRow>>]
    internal static async Task<IResult> List(Database database, CancellationToken cancel)
    {
        await using var read = await database.Read(cancel);
        return TypedResults.Ok(new Page<DeviceStore.DeviceRow>(await DeviceStore.List(read, cancel), null));
    }

    [Answers<Response>(StatusCodes.Status201Created)]
    internal static async Task<IResult> Add(
        Request request, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        if (request.Name.Length is < 1 or > 100) return Problems.BadField("name", "A name has 1 to 100 characters.");
        if (!Kinds.Contains(request.Kind))
            return Problems.BadField("kind", $"The kind is one of {string.Join(", ", Kinds)}.");
        if (request.AeTitle is { } title && !AeTitle().IsMatch(title))
            return Problems.BadField("aeTitle",
                "An AE title has 1 to 16 capital letters, digits, dots, dashes, underscores or spaces.");
        await using var work = await database.Begin(cancel);
        if (await FacilityStore.Find(work, request.FacilityId, cancel) is not { } facility
            || !facility.IsWithin(person.Reach))
            return Problems.NotFound();
        var now = time.GetUtcNow();
        var id = DeviceId.New(now).Value;
        var key = SecretText.New(RequestCredential.DevicePrefix);
        await DeviceStore.Add(work, id, facility.Id, request.Name, request.Kind, SecretText.Hash(key), request.AeTitle,
            person.Id.Value, now, cancel);
        await AuditLog.Append(work, person.Did("device.added", "device", id, AuditAction.Create), now, cancel);
        var row = await DeviceStore.Find(work, id, cancel);
        await work.Commit(cancel);
        return TypedResults.Created($"/api/devices/{id}", new Response(row!, key));
    }

    internal static async Task<IResult> Revoke(
        Guid id, CurrentPerson person, Database database, CallerLookup callers, TimeProvider time,
        CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        if (!await DeviceStore.Revoke(work, id, time.GetUtcNow(), cancel)) return Problems.NotFound();
        await AuditLog.Append(work, person.Did("device.revoked", "device", id, AuditAction.Delete), time.GetUtcNow(),
            cancel);
        CallerLookup.ForgetEverywhere(work, id, callers);
        await work.Commit(cancel);
        return TypedResults.NoContent();
    }

    [GeneratedRegex("^[A-Z0-9_.-][A-Z0-9_. -]{0,15}$")]
    private static partial Regex AeTitle();
}

internal static class DeviceRoutes
{
    public static void MapDevices(this IEndpointRouteBuilder routes)
    {
        var devices = routes.MapGroup("/api/devices");
        devices.MapGet("", ManageDevices.List).Needs(Domain.Access.Permission.ManageDevices);
        devices.MapPost("", ManageDevices.Add).Needs(Domain.Access.Permission.ManageDevices);
        devices.MapDelete("/{id:guid}", ManageDevices.Revoke).Needs(Domain.Access.Permission.ManageDevices);
    }
}
