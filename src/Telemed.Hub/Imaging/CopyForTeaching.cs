using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Telemed.Dicom;
using Telemed.Dicom.Deidentify;
using Telemed.Dicom.Transcoding;
using Telemed.Hub.Platform;
using Telemed.Storage;
using Telemed.Storage.Audit;

namespace Telemed.Hub.Imaging;

/// <summary>
/// A copy of a study that names nobody, for teaching: a zip of its images by PS3.15 annex E. What cannot be made safe
/// by its header alone is left out and listed in the zip with the reason.
/// </summary>
internal static class CopyForTeaching
{
    private const int InstanceLimit = 5000, KeyBytes = 32;
    private const string KeySetting = "deidentification_key";

    /// <param name="PixelsChecked">True when the caller has looked at the pictures of kinds that often show
    /// names.</param>
    internal sealed record Form(bool PixelsChecked);

    internal sealed record LeftOut(int Number, string SopClass, string Reason);

    private const string Find = $"""
        SELECT i.id, i.facility_id, i.study_id, s.study_uid, s.patient_number, i.sop_class, i.transfer_syntax,
            i.object_key,
               i.size_bytes, i.frame_count, i.data_offset
        FROM imaging_study s JOIN imaging_series e ON e.study_id = s.id
        JOIN imaging_instance i ON i.series_id = e.id AND i.removed_at IS NULL
        WHERE s.id = @id AND {ImagingScope.VisibleSql}
        ORDER BY e.number, e.id, i.number, i.id LIMIT @limit
        """;

    // Two first copies at the same moment must come to the same key.
    private const string KeepFirst =
        "INSERT INTO setting (name, value) VALUES (@name, @value) ON CONFLICT (name) DO NOTHING";

    private const string PatientOf = "SELECT patient_number FROM imaging_study WHERE id = @id";

    internal static async Task<IResult> Handle(
        Guid id, Form? form, CurrentCaller caller, Database database, InstanceContent content, InstanceSpool spool,
        TimeProvider time, CancellationToken cancel)
    {
        await using var work = await database.Begin(cancel);
        var parameters = await ImagingScope.Parameters(work, caller, null, cancel);
        parameters.Add("id", id);
        parameters.Add("limit", InstanceLimit + 1);
        var rows = await work.Rows<InstanceRow>(Find, parameters, cancel);
        if (rows.Count == 0) return Problems.NotFound();
        if (rows.Count > InstanceLimit)
            return Problems.Answer(409, "too_many_instances", $"A copy holds at most {InstanceLimit} instances.");
        var patient = await work.Row<string>(PatientOf, new { id }, cancel);
        var key = await Key(work, cancel);
        await AuditLog.Append(work, new AuditEntry
        {
            Action = "imaging.deidentified_copy", Event = AuditEvents.Export, Kind = AuditAction.Read,
                Actor = caller.Actor,
            EntityKind = "imaging_study", EntityId = id.ToString(),
        }, time.GetUtcNow(), cancel);
        await work.Commit(cancel);
        var options = new DeidentifyOptions(key, $"{rows[0].FacilityId:N}|{patient}");
        return new Archive(rows, options, form?.PixelsChecked == true, content, spool);
    }

    // One key for the whole system, made when first needed: copies of one patient stay linked, whenever they are made.
    private static async Task<DeidentifyKey> Key(Work work, CancellationToken cancel)
    {
        var made = new JsonText($"\"{Convert.ToHexString(RandomNumberGenerator.GetBytes(KeyBytes))}\"");
        await work.Execute(KeepFirst, new { name = KeySetting, value = made }, cancel);
        var kept = await Storage.Settings.Find(work, KeySetting, cancel);
        return new DeidentifyKey(Convert.FromHexString(kept!.Value.Text.Trim('"')));
    }

    private sealed class Archive(
        IReadOnlyList<InstanceRow> rows, DeidentifyOptions options, bool pixelsChecked, InstanceContent content,
        InstanceSpool spool) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var cancel = httpContext.RequestAborted;
            // The archive writes the few bytes behind an entry synchronously, whichever way the entry is closed.
            httpContext.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
            httpContext.Response.ContentType = "application/zip";
            httpContext.Response.Headers.ContentDisposition = "attachment; filename=\"teaching.zip\"";
            var leftOut = new List<LeftOut>();
            var archive = await ZipArchive.CreateAsync(
                httpContext.Response.Body, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancel);
            await using (archive)
            {
                for (var at = 0; at < rows.Count; at++)
                    if (await Add(archive, at, cancel) is { } reason)
                        leftOut.Add(new LeftOut(at + 1, rows[at].SopClass, reason));
                if (leftOut.Count == 0) return;
                await using var list = await archive.CreateEntry("left-out.json").OpenAsync(cancel);
                await JsonSerializer.SerializeAsync(list, leftOut, ImagingJson.Default.ListLeftOut, cancel);
            }
        }

        private async Task<string?> Add(ZipArchive archive, int at, CancellationToken cancel)
        {
            await using var original = Temporary();
            await content.Copy(rows[at], original, cancel);
            await using var copy = Temporary();
            if (await Make(rows[at], original, copy, cancel) is { } reason) return reason;
            copy.Position = 0;
            // Names count up: nothing that a sender wrote becomes a path.
            await using var part = await archive.CreateEntry($"{at + 1:D6}.dcm",
                CompressionLevel.NoCompression).OpenAsync(cancel);
            await copy.CopyToAsync(part, cancel);
            return null;
        }

        private async Task<string?> Make(InstanceRow row, Stream original, Stream copy, CancellationToken cancel)
        {
            original.Position = 0;
            if (row.TransferSyntax == TransferSyntax.Deflated.Uid)
            {
                await using var inflated = Temporary();
                // A deflated data set has no compressed frames, so nothing is ever decoded here.
                await DicomTranscoder.ToExplicitLittleEndian(
                    original, inflated, (_, _, _) => throw new UnreachableException(), cancel);
                return Write(inflated, copy);
            }
            return Write(original, copy);
        }

        private string? Write(Stream source, Stream copy)
        {
            try
            {
                return WriteClean(source, copy);
            }
            catch (DicomFormatException broken)
            {
                return $"It cannot be made safe: {broken.Message}";
            }
        }

        private string? WriteClean(Stream source, Stream copy)
        {
            source.Position = 0;
            var file = DicomReader.Read(source);
            var doubt = Deidentifier.DoubtOf(file);
            if (doubt == DeidentifyDoubt.MayShowText && pixelsChecked) doubt = DeidentifyDoubt.None;
            if (doubt == DeidentifyDoubt.None) Deidentifier.Write(file, source, copy, options);
            return doubt switch
            {
                DeidentifyDoubt.None => null,
                DeidentifyDoubt.NoImage => "It holds no image: documents and recordings are not copied.",
                DeidentifyDoubt.MayHoldText =>
                    "It is compressed in a way that may carry words, which cannot be taken out here.",
                DeidentifyDoubt.TextInPicture => "It says that names stand in the picture.",
                _ => "Its kind often shows names in the picture; look, and ask again with pixelsChecked.",
            };
        }

        private FileStream Temporary() => new(spool.NewPath(), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None,
            bufferSize: 64 * 1024, FileOptions.DeleteOnClose);
    }
}
