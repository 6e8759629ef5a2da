using Telemed.Dicom;
using Telemed.Dicom.Network;
using Telemed.Dicom.Writing;
using Telemed.Hub.Tests.Imaging;
using Telemed.TestKit.Servers;
using static Telemed.Hub.Tests.Imaging.ImagingWorld;

namespace Telemed.Hub.Tests.Dimse;

/// <summary>What may be retrieved by which keys, and how failures are told apart (PS3.4 annex C).</summary>
[Collection(nameof(DimseHub))]
public sealed class RetrieveRuleTests(DimseTlsFixture hub)
{
    private const string PatientFind = "1.2.840.10008.5.1.4.1.2.1.1", PatientGet = "1.2.840.10008.5.1.4.1.2.1.3";
    private const string StudyFind = "1.2.840.10008.5.1.4.1.2.2.1", StudyMove = "1.2.840.10008.5.1.4.1.2.2.2";
    private const string StudyGet = "1.2.840.10008.5.1.4.1.2.2.3";
    private const int DoesNotMatch = 0xA900, NoneSent = 0xA702, Success = 0;
    private const string Title = "KEYS";

    [PostgresFact]
    public async Task A_pattern_or_a_level_without_its_key_retrieves_nothing()
    {
        var (study, patient) = await Stored();
        var star = patient[..8] + "*";
        Assert.Equal(DoesNotMatch, await Status(PatientGet, ("PATIENT", star, "", "")));
        Assert.Equal(DoesNotMatch, await Status(PatientGet, ("STUDY", star, study, "")));
        Assert.Equal(DoesNotMatch, await Status(StudyGet, ("STUDY", patient, "", "")));
        Assert.Equal(DoesNotMatch, await Status(StudyGet, ("SERIES", "", study, "")));
        Assert.Equal(DoesNotMatch, await Status(StudyGet, ("PATIENT", patient, "", "")));
        Assert.Equal(DoesNotMatch, await Status(StudyGet, ("", "", study, "")));
        Assert.Equal(Success, await Status(StudyGet, ("STUDY", "", "1.2.3", "")));
    }

    [PostgresFact]
    public async Task When_nothing_could_be_sent_it_is_a_failure_and_names_every_instance()
    {
        var (study, _) = await Stored();
        // No role was asked for, so the peer takes nothing on this association (PS3.7 section D.3.3.4).
        await using var get = await DimseClient.Open(hub.Port, Title, StudyGet, CtClass);
        await get.Send(Command(StudyGet, DimseCommands.Get), Keys("STUDY", "", study, ""));
        await HasFailed(get);
        // BACK is registered, and nobody listens there now.
        await using var move = await DimseClient.Open(hub.Port, Title, StudyMove);
        await move.Send(Command(StudyMove, DimseCommands.Move).Text(DicomTags.MoveDestination, "BACK"),
            Keys("STUDY", "", study, ""));
        await HasFailed(move);

        static async Task HasFailed(DimseClient client)
        {
            var (answer, list) = await Last(client);
            Assert.Equal((NoneSent, 0, 2), (answer.GetInt(DicomTags.Status),
                answer.GetInt(DicomTags.NumberOfCompletedSuboperations),
                answer.GetInt(DicomTags.NumberOfFailedSuboperations)));
            Assert.Equal(2, list!.GetStrings(DicomTags.FailedSOPInstanceUIDList).Count);
        }
    }

    [PostgresFact]
    public async Task A_patient_is_found_once_whatever_the_number_of_studies()
    {
        var (_, patient) = await Stored();
        using (var web = await hub.SignIn("village-a"))
            await web.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative),
                Parts(Slice(NewUid(), NewUid(), NewUid(), patientId: patient)));
        await using var client = await DimseClient.Open(hub.Port, Title, PatientFind);
        await client.Send(Command(PatientFind, DimseCommands.Find), Keys("PATIENT", patient, "", "")
            .Empty(DicomTags.PatientName, DicomVr.PN).Empty(DicomTags.NumberOfPatientRelatedStudies, DicomVr.IS)
            .Empty(DicomTags.StudyDescription, DicomVr.LO));
        var (answer, row) = await client.Next();
        Assert.Equal(DimseCommands.Pending, answer.GetInt(DicomTags.Status));
        Assert.Equal((patient, 2, false), (row!.GetString(DicomTags.PatientID),
            row.GetInt(DicomTags.NumberOfPatientRelatedStudies), row.Has(DicomTags.StudyDescription)));
        Assert.Equal(Success, (await client.Next()).Command.GetInt(DicomTags.Status));
        await client.Release();
        // Patients are no level of the other model (PS3.4 section C.6.2.1).
        await using var other = await DimseClient.Open(hub.Port, Title, StudyFind);
        await other.Send(Command(StudyFind, DimseCommands.Find), Keys("PATIENT", patient, "", ""));
        Assert.Equal(DoesNotMatch, (await other.Next()).Command.GetInt(DicomTags.Status));
    }

    private async Task<(string Study, string Patient)> Stored()
    {
        await hub.Register(Title, "village-a");
        var (study, series, patient) = (NewUid(), NewUid(), Guid.NewGuid().ToString("N")[..16]);
        using var web = await hub.SignIn("village-a");
        using var answer = await web.PostAsync(new Uri("/dicom-web/studies", UriKind.Relative),
            Parts([.. Enumerable.Range(1, 2).Select(at => Slice(study, series, NewUid(), at, patientId: patient))]));
        answer.EnsureSuccessStatusCode();
        return (study, patient);
    }

    private async Task<int?> Status(string model, (string Level, string Patient, string Study, string Series) keys)
    {
        await using var client = await DimseClient.OpenTaking(hub.Port, Title, [CtClass], model, CtClass);
        await client.Send(Command(model, DimseCommands.Get), Keys(keys.Level, keys.Patient, keys.Study, keys.Series));
        return (await Last(client)).Command.GetInt(DicomTags.Status);
    }

    private static async Task<(DicomDataset Command, DicomDataset? Dataset)> Last(DimseClient client)
    {
        while (true)
        {
            var (command, dataset) = await client.Next();
            Assert.NotEqual(DimseCommands.Store, command.GetInt(DicomTags.CommandField));
            if (command.GetInt(DicomTags.Status) != DimseCommands.Pending) return (command, dataset);
        }
    }

    private static DicomDatasetBuilder Keys(string level, string patient, string study, string series) =>
        new DicomDatasetBuilder().Text(DicomTags.QueryRetrieveLevel, level).Text(DicomTags.PatientID, patient)
            .Text(DicomTags.StudyInstanceUID, study).Text(DicomTags.SeriesInstanceUID, series);

    private static DicomDatasetBuilder Command(string sopClass, int field) => new DicomDatasetBuilder()
        .Text(DicomTags.AffectedSOPClassUID, sopClass).Integer(DicomTags.CommandField, field)
        .Integer(DicomTags.MessageID, 1).Integer(DicomTags.Priority, 0L)
        .Integer(DicomTags.CommandDataSetType, (long)DimseCommands.WithDataset);
}
