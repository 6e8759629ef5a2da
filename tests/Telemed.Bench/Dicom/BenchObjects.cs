using Telemed.Dicom;
using Telemed.Dicom.Writing;

namespace Telemed.Bench.Dicom;

/// <summary>
/// The objects of a load: made here, with UIDs nobody has sent before, so that every run stores afresh.
/// </summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="SidePx">Pixels of a side; 512 gives the CT of half a megabyte, 42 an object of about 4 KB.</param>
/// <param name="PerStudy">Instances of one study.</param>
internal sealed record BenchObjects(string Name, int SidePx, int PerStudy)
{
    internal static readonly BenchObjects Ct = new("ct", 512, 100);
    internal static readonly BenchObjects Small = new("small", 42, 10);
    internal static readonly BenchObjects Wide = new("wide", 8, 1);

    private const string CtClass = "1.2.840.10008.5.1.4.1.1.2";
    private static readonly string[] Names =
        ["Zhang^Guilan=张^桂兰", "Wang^Xiaoming=王^小明", "Li^Na=李^娜", "Ouyang^Xiaodong=欧阳^晓东", "Miller^Anna", "Müller^Jörg"];

    /// <summary>So many objects, study after study.</summary>
    internal IEnumerable<byte[]> Make(int count)
    {
        var pixels = new byte[SidePx * SidePx * 2];
        new Random(20261121).NextBytes(pixels);
        for (var high = 1; high < pixels.Length; high += 2) pixels[high] &= 0x0F;
        var (study, series) = ("", "");
        for (var at = 0; at < count; at++)
        {
            if (at % PerStudy == 0) (study, series) = (NewUid(), NewUid());
            yield return One(study, series, at, pixels);
        }
    }

    /// <summary>Files in as many folders as there are senders, whole studies in each.</summary>
    internal string[] MakeFiles(string folder, int count, int folders)
    {
        var made = Enumerable.Range(0, folders).Select(at => Path.Combine(folder, $"{Name}-{at}")).ToArray();
        foreach (var one in made) Directory.CreateDirectory(one);
        var each = this with { PerStudy = Math.Max(1, Math.Min(PerStudy, count / folders)) };
        foreach (var (at, bytes) in each.Make(count).Index())
            File.WriteAllBytes(Path.Combine(made[at / each.PerStudy % folders], $"{at:D6}.dcm"), bytes);
        return made;
    }

    // Every name is seen on every day: a clinic's Zhangs do not all come in January.
    private static string DayOf(int turn) => $"2026{1 + turn % 12:D2}{1 + turn / 12 % 28:D2}";

    internal static string NewUid() => DicomUid.FromGuid(Guid.NewGuid());

    private byte[] One(string study, string series, int at, byte[] pixels)
    {
        var person = at / PerStudy;
        var dataset = new DicomDatasetBuilder()
            .Text(DicomTags.SOPClassUID, CtClass).Text(DicomTags.SOPInstanceUID, NewUid())
            .Text(DicomTags.StudyInstanceUID, study).Text(DicomTags.SeriesInstanceUID, series)
            .Text(DicomTags.PatientID, $"P{person:D6}").Text(DicomTags.PatientName, Names[person % Names.Length])
            .Text(DicomTags.PatientSex, "F").Text(DicomTags.PatientBirthDate, "19610209")
            .Text(DicomTags.StudyDate, DayOf(person / Names.Length)).Text(DicomTags.StudyTime, "101500")
            .Text(DicomTags.AccessionNumber, $"A{person:D6}").Text(DicomTags.StudyDescription, "Chest")
            .Text(DicomTags.ReferringPhysicianName, "Chen^Jing").Text(DicomTags.StudyID, "1")
            .Text(DicomTags.Modality, "CT").Integer(DicomTags.SeriesNumber, 1)
            .Integer(DicomTags.InstanceNumber, 1 + at % PerStudy).Number(DicomTags.PixelSpacing, 0.7, 0.7)
            .Integer(DicomTags.Rows, SidePx).Integer(DicomTags.Columns, SidePx).Integer(DicomTags.SamplesPerPixel, 1)
            .Integer(DicomTags.BitsAllocated, 16).Integer(DicomTags.BitsStored, 12).Integer(DicomTags.HighBit, 11)
            .Integer(DicomTags.PixelRepresentation, 0L).Text(DicomTags.PhotometricInterpretation, "MONOCHROME2")
            .Bytes(DicomTags.PixelData, DicomVr.OW, pixels).Build();
        using var file = new MemoryStream();
        DicomWriter.WriteFile(file, dataset, TransferSyntax.ExplicitLittleEndian);
        return file.ToArray();
    }
}
