using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Dicom;
using Telemed.Dicom.Transcoding;
using Telemed.Dicom.Writing;
using Telemed.Domain;
using Telemed.Hub.Patients;
using Telemed.Hub.Platform;
using Telemed.Hub.Uploads;
using Telemed.Storage;
using Telemed.Storage.Blobs;

namespace Telemed.Hub.Imaging;

/// <summary>Brings an image that was kept apart into the store after all.</summary>
internal sealed class ConflictingCopies(
    IBlobStore store, InstanceSpool spool, ReceiveDicom receive, TimeProvider time)
{
    private const string ReplacedReason = "another_version";

    /// <summary>Puts it in the place of the stored one, which goes out of sight, in the caller's transaction.</summary>
    /// <returns>
    /// Why not: it belongs elsewhere than the stored one, or that one is under legal hold; the transaction is spoilt
    /// then. Null when it is done.
    /// </returns>
    public async Task<ProblemHttpResult?> Replace(
        Work work, WaitingConflict conflict, CurrentPerson person, DateTimeOffset now, CancellationToken cancel)
    {
        using var share = spool.NewShare();
        var file = await Take(conflict, share, cancel);
        try
        {
            if (await ConflictStore.Stored(work, conflict, cancel) is { } stored)
            {
                var facility = new CallerReach(Everywhere: false, [conflict.FacilityId]);
                if (!await RemovalStore.Lock(work, stored.Value, facility, cancel))
                    return CannotReplace();
                if (await UnderHold.OfStudy(work, stored.Value, cancel) is { } held) return held;
                await RemovalStore.Remove(
                    work, stored.Value, [stored.Key], ReplacedReason, person.Id, now, cancel);
            }
            return await receive.StoreWithin(work, file, ContextOf(conflict, person, now), person.Actor, cancel)
                ? null : CannotReplace();
        }
        finally
        {
            InstanceSpool.Remove([file]);
        }
    }

    internal static ProblemHttpResult CannotReplace() => Problems.Answer(409, "cannot_replace",
        "This image names another study, series or patient than the stored one, so it cannot take its place.",
        "Keep the stored one, or keep both.");

    /// <summary>
    /// Stores it beside the other under UIDs of its own. They follow from what it is, so a second time changes nothing.
    /// </summary>
    public async Task KeepBoth(WaitingConflict conflict, CurrentPerson person, CancellationToken cancel)
    {
        using var share = spool.NewShare();
        var file = await Take(conflict, share, cancel);
        var copy = file;
        try
        {
            copy = await Renamed(conflict, file, share, cancel);
            var context = ContextOf(conflict, person, time.GetUtcNow());
            var received = await receive.Store([copy], context, person.Actor, cancel);
            // A series of another study may be of another patient too; that is a conflict of its own, and waits.
            if (received.Outcomes[0] is { IsStored: false, Status: not StoreOutcome.Conflict } failed)
                throw new InvalidOperationException(failed.Comment);
        }
        finally
        {
            InstanceSpool.Remove([file, copy]);
        }
    }

    private async Task<SpooledFile> Renamed(
        WaitingConflict conflict, SpooledFile file, SpoolShare share, CancellationToken cancel)
    {
        await using var source = Temporary();
        await using (var original = File.OpenRead(file.Path))
        {
            // A deflated data set has no compressed frames, so nothing is ever decoded here.
            if (DicomReader.Read(original).TransferSyntax.IsDeflated)
                await DicomTranscoder.ToExplicitLittleEndian(
                    original, source, (_, _, _) => throw new UnreachableException(), cancel);
            else
            {
                original.Position = 0;
                await original.CopyToAsync(source, cancel);
            }
        }
        source.Position = 0;
        var read = DicomReader.Read(source);
        foreach (var element in UidsOf(conflict, read.Dataset).Build()) read.Dataset.Set(element);
        await using var copy = Temporary();
        DicomWriter.WriteFile(copy, read.Dataset,
            read.TransferSyntax.IsBigEndian ? TransferSyntax.ExplicitLittleEndian : read.TransferSyntax, source);
        copy.Position = 0;
        return await spool.Take(copy, copy.Length, share, cancel);
    }

    // A series that belongs to another study, or a study of another patient, comes apart from the stored one as a
    // whole: all its images get the same new series and study.
    private static DicomDatasetBuilder UidsOf(WaitingConflict conflict, DicomDataset dataset)
    {
        string Text(DicomTag tag) => ParsedInstance.TextOf(dataset, tag);
        var study = conflict.Reason == "other_patient"
            ? Uid("study", Text(DicomTags.StudyInstanceUID), Text(DicomTags.PatientID))
            : Text(DicomTags.StudyInstanceUID);
        var series = conflict.Reason == "other_bytes" ? Text(DicomTags.SeriesInstanceUID)
            : Uid("series", Text(DicomTags.SeriesInstanceUID), study);
        return new DicomDatasetBuilder().Text(DicomTags.StudyInstanceUID, study)
            .Text(DicomTags.SeriesInstanceUID, series)
            .Text(DicomTags.SOPInstanceUID, Uid("instance", conflict.SopUid, Convert.ToHexString(conflict.Sha256)));
    }

    private static string Uid(params string[] parts) =>
        DicomUid.FromHash(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('|', parts))));

    private async Task<SpooledFile> Take(WaitingConflict conflict, SpoolShare share, CancellationToken cancel)
    {
        SpooledFile? file = null;
        await store.Read(conflict.ObjectKey, null,
            async (_, content, stop) => file = await spool.Take(content, conflict.SizeBytes, share, stop), cancel);
        return file ?? throw new IOException("The object of a conflict is not in the object store.");
    }

    private static ReceiveContext ContextOf(WaitingConflict conflict, CurrentPerson person, DateTimeOffset now) =>
        new(new FacilityId(conflict.FacilityId), person.Id, null, null, null, now);

    private FileStream Temporary() => new(spool.NewPath(), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None,
        bufferSize: 64 * 1024, FileOptions.DeleteOnClose);
}
