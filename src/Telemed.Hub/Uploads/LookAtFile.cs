using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Features;
using Telemed.Domain;
using Telemed.Domain.Patients;
using Telemed.Hub.Patients;
using Telemed.Hub.Platform;
using Telemed.Storage;

namespace Telemed.Hub.Uploads;

/// <summary>
/// Says what a file is and whom its header names, before there is a case to hang it on: one drop fills in the form. The
/// browser sends the beginning only, nothing of it is kept, and the upload that follows is read again from scratch.
/// </summary>
internal static partial class LookAtFile
{
    /// <summary>The longest beginning that is looked at; an ECG of a clinic is far shorter as a whole.</summary>
    internal const int LimitBytes = 4 << 20;

    /// <summary>The patient whom the header names.</summary>
    /// <param name="Name">As people write it; empty when absent.</param>
    /// <param name="Id">The number in the header, whatever numbering it is.</param>
    /// <param name="IdentityNumber">That number when it is a valid national one, else null.</param>
    /// <param name="BirthDate">Date of birth, or null.</param>
    /// <param name="Sex">"male", "female" or "other", or null.</param>
    internal sealed record Header(string Name, string Id, string? IdentityNumber, DateOnly? BirthDate, string? Sex);

    /// <summary>What the beginning of a file tells.</summary>
    /// <param name="Kind">Kind by content, as uploads name it.</param>
    /// <param name="Subject">What it would become: ecg, imaging, slide, image or pdf; null while unknown.</param>
    /// <param name="Summary">What it holds, by the words of its kind; null when the beginning does not tell.</param>
    /// <param name="Patient">Whom the header names; null when it names nobody.</param>
    /// <param name="Matches">Patients in reach whom the header may mean, the likeliest first.</param>
    /// <param name="OnlyMatch">The one whom it can only mean, else null.</param>
    /// <param name="Mismatch">In what the header differs from the chosen patient.</param>
    /// <param name="WantsMore">The beginning ended within the header: a longer one would tell more.</param>
    /// <param name="Problem">Why the file would be refused; null when nothing speaks against it so far.</param>
    internal sealed record Response(
        string Kind, string? Subject, JsonObject? Summary, Header? Patient, IReadOnlyList<PatientFound> Matches,
        Guid? OnlyMatch, IReadOnlyList<string> Mismatch, bool WantsMore, FileProblem? Problem);

    [Answers<Response>]
    internal static async Task<IResult> Handle(
        long sizeBytes, Guid? patientId, HttpContext http, CurrentPerson person, UploadOptions options,
        Database database, TimeProvider time, CancellationToken cancel)
    {
        if (await ReadBody(http, cancel) is not { } head)
            return Problems.Answer(413, "too_long", $"A look takes the first {LimitBytes >> 20} MiB of a file.");
        if (sizeBytes < head.Length) return Problems.BadField("sizeBytes", "The file is shorter than its beginning.");
        if (head.Length == 0)
            return TypedResults.Ok(Refused(FileKind.Unknown, new FileProblem("empty", "The file is empty.", "file", 0,
                "Export the recording from the device again.")));
        var kind = FileKinds.Find(head);
        var limit = FileKinds.LimitBytes(kind, options);
        if (kind == FileKind.Unknown) return TypedResults.Ok(Refused(kind, FileProblem.Unknown()));
        if (sizeBytes > limit) return TypedResults.Ok(Refused(kind, FileProblem.TooLarge(kind, limit)));
        var seen = await FileBeginning.Read(head, kind, isWhole: head.Length == sizeBytes, cancel);
        if (seen.Problem is { } problem) return TypedResults.Ok(Refused(kind, problem));
        return TypedResults.Ok(await Answer(seen, kind, patientId, person, database, time, cancel));
    }

    private static Response Refused(FileKind kind, FileProblem problem) =>
        new(FileKinds.Code(kind), null, null, null, [], null, [], WantsMore: false, problem);

    private static async Task<Response> Answer(
        FileBeginning.Seen seen, FileKind kind, Guid? patientId, CurrentPerson person, Database database,
        TimeProvider time, CancellationToken cancel)
    {
        await using var reading = await database.Read(cancel);
        var found = seen.Patient is { } named ? await PatientStore.Named(reading, person, Facts(named), cancel) : [];
        var chosen = patientId is { } id
            ? await PatientStore.Find(reading, person, Domain.Access.Permission.ViewPatients, new PatientId(id), cancel)
            : null;
        string[] mismatch = chosen is not null && seen.Patient is { } header
            ? [.. PatientComparison.Differences(header, chosen.Name, chosen.Sex, chosen.BirthDate)]
            : [];
        return new Response(
            FileKinds.Code(kind), seen.Subject, seen.Summary, seen.Patient is { } told ? Told(told) : null,
            [.. found.Select(match => match.Patient.Found(time.GetUtcNow()))],
            found is [{ IsSure: true } only, ..] && found.Count(match => match.IsSure) == 1 ? only.Patient.Id : null,
            mismatch, seen.WantsMore, null);
    }

    private static PatientFacts Facts(HeaderPatient header) => new(
        header.Name, header.Id, header.BirthDate, TextCode.TryParse<Sex>(header.Sex ?? "", out var sex) ? sex
        : Sex.Unknown);

    // A device's own number is no identity; only what proves itself by its check digit goes into the form.
    private static Header Told(HeaderPatient header) => new(
        Spoken(header.Name), header.Id, IdentityNumber.Read(header.Id) is IdentityCheck.Valid valid ? valid.Number
        : null,
        header.BirthDate, header.Sex);

    /// <summary>Chinese names are written without the gap that a header puts between family and given name.</summary>
    private static string Spoken(string name) => BetweenIdeographs().Replace(name, "");

    [GeneratedRegex(@"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")]
    private static partial Regex BetweenIdeographs();

    /// <summary>The body; null when it is longer than a look takes.</summary>
    private static async Task<byte[]?> ReadBody(HttpContext http, CancellationToken cancel)
    {
        if (http.Request.ContentLength > LimitBytes) return null;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = LimitBytes + 1;
        using var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await http.Request.Body.ReadAsync(buffer, cancel) is > 0 and var count)
        {
            if (body.Length + count > LimitBytes) return null;
            body.Write(buffer, 0, count);
        }
        return body.ToArray();
    }
}
