using System.Globalization;
using Telemed.Dicom;
using Telemed.Domain;
using Telemed.Hub.Uploads;
using Telemed.Storage;
using Telemed.Storage.Audit;
using Telemed.Storage.Blobs;

namespace Telemed.Hub.Imaging;

/// <summary>One readable instance on its way into the store.</summary>
internal sealed class StoreItem(int index, ParsedInstance instance)
{
    public int Index => index;
    public ParsedInstance Instance => instance;
    public byte[] Sha256 { get; } = Convert.FromHexString(instance.File.Sha256);

    /// <summary>Its study has a row already.</summary>
    public bool IsStudyThere { get; set; }

    /// <summary>Its series has a row already.</summary>
    public bool IsSeriesThere { get; set; }

    /// <summary>The same bytes are stored already, or come twice in this batch.</summary>
    public bool IsThere { get; set; }

    /// <summary>Why it contradicts the store, as the quarantine's code; null when it does not.</summary>
    public string? Conflict { get; set; }

    /// <summary>The quarantine has these bytes already.</summary>
    public bool IsKnown { get; set; }

    public WrittenBlob? Blob { get; set; }

    /// <summary>A row of the open transaction keeps the blob.</summary>
    public bool IsAcknowledged { get; set; }

    public bool IsCommitted { get; set; }
}

/// <summary>The instances of one request, and what is decided of each on the way.</summary>
internal sealed class StoreBatch(
    IReadOnlyList<SpooledFile> files, ReceiveContext context, AuditActor actor, string? studyUid)
{
    public const string ContentType = "application/dicom";

    private readonly StoreOutcome?[] refused = new StoreOutcome?[files.Count];
    private readonly List<StoreItem> items = [];

    public ReceiveContext Context => context;

    /// <summary>What could be read and fits the door.</summary>
    public IReadOnlyList<StoreItem> Open => items;

    /// <summary>What is new and has no row yet.</summary>
    public IEnumerable<StoreItem> Fresh =>
        items.Where(item => item is { IsThere: false, Conflict: null, IsCommitted: false });

    public IEnumerable<StoreItem> ToQuarantine => items.Where(item => item.Conflict is not null);

    public IEnumerable<StoreItem> ToPut =>
        Fresh.Concat(ToQuarantine.Where(item => item is { IsKnown: false, IsCommitted: false }));

    public IReadOnlyList<StoreItem> Stored => [.. items.Where(item => item.Conflict is null)];

    public void ReadHeaders()
    {
        for (var index = 0; index < files.Count; index++)
        {
            try
            {
                var instance = ParsedInstance.Read(files[index]);
                if (studyUid is not null && instance.StudyUid != studyUid)
                    refused[index] = StoreOutcome.Of(instance, StoreOutcome.DoesNotFit,
                        "The instance belongs to another study than the address.");
                else items.Add(new StoreItem(index, instance));
            }
            catch (DicomFormatException broken)
            {
                var names = ParsedInstance.NamesOf(files[index]);
                refused[index] = new StoreOutcome(names?.SopClassUid, names?.SopInstanceUid, null, null,
                    StoreOutcome.CannotUnderstand, broken.Message);
            }
        }
    }

    public void Compare(
        IReadOnlyList<StoredInstance> stored, IReadOnlyList<StoredPlace> series, IReadOnlyList<StoredPlace> studies)
    {
        var seen = stored.ToDictionary(one => one.SopUid, one => one.Sha256);
        var studyOfSeries = series.ToDictionary(one => one.Uid, one => one.StudyUid);
        var patientOfStudy = studies.ToDictionary(one => one.Uid, one => one.PatientNumber);
        foreach (var item in items.Where(item => !item.IsCommitted))
        {
            (item.IsThere, item.Conflict) = (false, null);
            item.IsStudyThere = patientOfStudy.ContainsKey(item.Instance.StudyUid);
            item.IsSeriesThere = studyOfSeries.ContainsKey(item.Instance.SeriesUid);
        }
        foreach (var item in items.Where(item => !item.IsCommitted))
        {
            var instance = item.Instance;
            if (seen.TryGetValue(instance.SopUid, out var known))
            {
                if (known.AsSpan().SequenceEqual(item.Sha256)) item.IsThere = true;
                else item.Conflict = "other_bytes";
                continue;
            }
            var number = instance.Text(DicomTags.PatientID);
            if (studyOfSeries.GetValueOrDefault(instance.SeriesUid, instance.StudyUid) != instance.StudyUid)
                item.Conflict = "other_study";
            else if (patientOfStudy.GetValueOrDefault(instance.StudyUid, number) != number)
                item.Conflict = "other_patient";
            if (item.Conflict is not null) continue;
            // Later instances of the same batch are held against the earlier ones in the same way.
            seen[instance.SopUid] = item.Sha256;
            studyOfSeries[instance.SeriesUid] = instance.StudyUid;
            patientOfStudy[instance.StudyUid] = number;
        }
    }

    public IReadOnlyList<StoreOutcome> Outcomes()
    {
        var outcomes = new StoreOutcome[files.Count];
        for (var index = 0; index < files.Count; index++) outcomes[index] = refused[index]!;
        foreach (var item in items) outcomes[item.Index] = OutcomeOf(item);
        return outcomes;
    }

    /// <summary>Holds the instances against each other alone: what is stored is found out by the attempt.</summary>
    public void CompareAmongThemselves(KnownPlaces known)
    {
        Compare([], [], []);
        foreach (var item in items)
        {
            item.IsStudyThere = known.Has(context.FacilityId, item.Instance.StudyUid);
            item.IsSeriesThere = known.Has(context.FacilityId, item.Instance.SeriesUid);
        }
    }

    /// <summary>The transaction is committed: what got a row in it counts from now on.</summary>
    public void Settle()
    {
        foreach (var item in items.Where(item => item.IsAcknowledged)) item.IsCommitted = true;
    }

    /// <summary>Gives up the objects without a row; their items are compared anew.</summary>
    /// <returns>The keys of these objects.</returns>
    public IReadOnlyCollection<string> GiveUp()
    {
        var lost = items.Where(item => item is { Blob: not null, IsCommitted: false }).ToArray();
        var keys = lost.Select(item => item.Blob!.ObjectKey).ToArray();
        foreach (var item in lost) item.Blob = null;
        return keys;
    }

    public AuditEntry Audit()
    {
        var quarantined = ToQuarantine.Count(item => item is { Blob: not null, IsCommitted: false });
        var stored = Fresh.Count();
        return Audit(stored, quarantined);
    }

    private AuditEntry Audit(int stored, int quarantined) => new()
    {
        Action = quarantined > 0 && stored == 0 ? "imaging.quarantined" : "imaging.stored",
        Event = AuditEvents.InstancesTransferred, Kind = AuditAction.Create, Actor = actor,
        EntityKind = "imaging_study", EntityId = items.Count > 0 ? items[0].Instance.StudyUid : null,
        PatientId = context.PatientId?.Value,
        Details = new JsonText(string.Create(CultureInfo.InvariantCulture,
            $"{{\"stored\":{stored},\"quarantined\":{quarantined}}}")),
    };

    private static StoreOutcome OutcomeOf(StoreItem item) => item.Conflict switch
    {
        null when item is { IsThere: false, IsCommitted: false } =>
            StoreOutcome.Of(item.Instance, StoreOutcome.OutOfRoom,
                "Others store the same at this moment; send it again."),
        "other_bytes" => StoreOutcome.Of(item.Instance, StoreOutcome.Conflict,
            "Other bytes are stored under this UID; a person will decide."),
        "other_study" => StoreOutcome.Of(item.Instance, StoreOutcome.Conflict,
            "The series is stored under another study; a person will decide."),
        "other_patient" => StoreOutcome.Of(item.Instance, StoreOutcome.Conflict,
            "The study is stored for another patient; a person will decide."),
        _ when item.Instance.Warnings.Count > 0 && !item.IsThere =>
            StoreOutcome.Of(item.Instance, StoreOutcome.Coerced, item.Instance.Warnings[0]),
        _ => StoreOutcome.Of(item.Instance, StoreOutcome.Stored, ""),
    };
}
