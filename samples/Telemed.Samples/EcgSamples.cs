using Telemed.Dicom;
using Telemed.Ecg;

namespace Telemed.Samples;

/// <summary>Turns the synthetic heart into files of the devices' formats.</summary>
public static class EcgSamples
{
    /// <summary>Builds a 12-lead recording with its header.</summary>
    /// <param name="patient">Whose header it carries.</param>
    /// <param name="story">What the heart does.</param>
    /// <param name="acquired">When it was recorded, in local time.</param>
    /// <param name="seed">Start value of every random part.</param>
    public static EcgRecording Record(SamplePatient patient, HeartStory story, DateTime acquired, int seed)
    {
        var counts = SyntheticHeart.Record(story, seed);
        var leads = SyntheticHeart.Leads.Select((label, index) => new EcgLead
        {
            Label = label,
            SourceLabel = label,
            Samples = counts[index],
            UnitsPerCount = SyntheticHeart.MicrovoltsPerCount,
        }).ToArray();
        var names = patient.DicomName.Split('=')[0].Split('^');
        return new EcgRecording
        {
            Format = EcgFormat.Dicom,
            Groups =
            [
                new EcgGroup
                {
                    Label = "RHYTHM",
                    Kind = EcgGroupKind.Rhythm,
                    SamplingRateHz = SyntheticHeart.RateHz,
                    Leads = leads,
                    Filters = new EcgFilters(0.05, 150),
                },
            ],
            Patient = new EcgPatient
            {
                Id = patient.Id,
                FamilyName = names[0],
                GivenName = names.Length > 1 ? string.Join(' ', names[1..]) : null,
                BirthDate = patient.BirthDate,
                AgeYears = acquired.Year - patient.BirthDate.Year,
                Sex = patient.Sex == "F" ? EcgSex.Female : EcgSex.Male,
            },
            Acquired = new EcgTime(acquired),
            Device = new EcgDevice("Telemed Samples", "Synthetic heart", "1"),
        };
    }

    /// <summary>The recording as a DICOM 12-lead object; the same seed gives the same UIDs.</summary>
    public static byte[] AsDicom(EcgRecording recording, int seed) =>
        EcgWriter.ToDicom(recording, new EcgDicomIdentity(Uid(seed, 1), Uid(seed, 2), Uid(seed, 3)));

    /// <summary>The recording as SCP-ECG.</summary>
    public static byte[] AsScp(EcgRecording recording) => EcgWriter.ToScp(recording);

    /// <summary>The recording as HL7 aECG.</summary>
    public static byte[] AsAecg(EcgRecording recording, int seed) => EcgWriter.ToAecg(recording, Named(seed, 4));

    private static string Uid(int seed, int level) => DicomUid.FromGuid(Named(seed, level));

    private static Guid Named(int seed, int level)
    {
        Span<byte> bytes = stackalloc byte[16];
        "TelemedE"u8.CopyTo(bytes);
        BitConverter.TryWriteBytes(bytes[8..], seed);
        bytes[15] = (byte)level;
        return new Guid(bytes, bigEndian: true);
    }
}
