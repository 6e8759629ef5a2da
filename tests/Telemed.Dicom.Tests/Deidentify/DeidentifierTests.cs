using System.Globalization;
using System.Text;
using Telemed.Dicom.Deidentify;
using Telemed.Dicom.Tests.Corpus;
using Telemed.Dicom.Writing;
using Telemed.TestKit;
using Xunit.Abstractions;

namespace Telemed.Dicom.Tests.Deidentify;

public sealed class DeidentifierTests(ITestOutputHelper output)
{
    private static readonly DeidentifyOptions Options =
        new(new DeidentifyKey(Encoding.ASCII.GetBytes("a secret of sixteen bytes")), "facility|P-1");

    // Values that identify: none of them may be found anywhere in a copy.
    private static readonly DicomTag[] Identifying =
    [
        DicomTags.PatientName, DicomTags.PatientID, new(0x00101000), new(0x00101001), new(0x00101040), new(0x00102154),
        DicomTags.AccessionNumber, new(0x00080080), new(0x00080081), DicomTags.ReferringPhysicianName, new(0x00081010),
        new(0x00081048), new(0x00081050), new(0x00081060), new(0x00081070), new(0x00181000), new(0x00321032),
        DicomTags.PatientBirthDate, DicomTags.StudyDate, new(0x00080021), new(0x00080022), new(0x00080023),
        DicomTags.StudyInstanceUID, DicomTags.SeriesInstanceUID, DicomTags.SOPInstanceUID, new(0x00200052),
        new(0x00081155), new(0x00104000), new(0x00204000), new(0x001021B0),
    ];

    [Fact]
    public void The_profile_is_whole() =>
        // Counted in table E.1-1 of PS3.15 2024b: 616 elements besides the repeating groups.
        Assert.Equal(616, ConfidentialityProfile.Count);

    [RealFilesFact]
    public void No_identifying_value_of_the_corpus_is_left_in_the_bytes_of_a_copy()
    {
        var (copies, searched, refused) = (0, 0, 0);
        var wrong = new List<string>();
        foreach (var file in CorpusFiles.In("valid", "charset", "compressed"))
        {
            using var stream = CorpusFiles.Open(file);
            var read = DicomReader.Read(stream);
            // Also what nobody would be given a copy of: its header must be clean all the same.
            if (read.TransferSyntax.IsDeflated) continue;
            using var copy = new MemoryStream();
            try
            {
                Deidentifier.Write(read, stream, copy, Options);
            }
            catch (DicomFormatException broken)
            {
                // Nobody knows what stands in a compressed picture that cannot be followed.
                refused++;
                output.WriteLine($"{file}: {broken.Message}");
                continue;
            }
            copies++;
            var header = Header(copy);
            foreach (var secret in Secrets(read.Dataset))
            {
                searched++;
                if (header.AsSpan().IndexOf(secret.Bytes) >= 0)
                    wrong.Add($"{file}: {secret.Tag.ToDisplay()} {secret.Text}");
            }
        }
        output.WriteLine($"{copies} copies, {searched} values searched for");
        Assert.True(copies > 350, $"{copies} copies");
        Assert.True(refused <= 1, $"{refused} refused");
        foreach (var line in wrong) output.WriteLine(line);
        Assert.Empty(wrong);
    }

    [Fact]
    public void References_lead_to_the_same_objects_as_before()
    {
        var image = Run(new DicomDatasetBuilder().Text(DicomTags.SOPInstanceUID, "1.2.3.4"));
        var other = Run(new DicomDatasetBuilder().Text(DicomTags.SOPInstanceUID, "1.2.3.5").Sequence(
            new DicomTag(0x00081140), new DicomDatasetBuilder().Text(DicomTags.ReferencedSOPInstanceUID, "1.2.3.4")
                .Text(DicomTags.ReferencedSOPClassUID, "1.2.840.10008.5.1.4.1.1.2")));
        var reference = other.GetItem(new DicomTag(0x00081140))!;
        Assert.Equal(
            image.GetString(DicomTags.SOPInstanceUID), reference.GetString(DicomTags.ReferencedSOPInstanceUID));
        Assert.NotEqual("1.2.3.4", reference.GetString(DicomTags.ReferencedSOPInstanceUID));
        Assert.Equal("1.2.840.10008.5.1.4.1.1.2", reference.GetString(DicomTags.ReferencedSOPClassUID));
        Assert.True(DicomUid.IsValid(image.GetString(DicomTags.SOPInstanceUID)));
    }

    [Fact]
    public void Dates_move_by_the_same_days_and_intervals_stay()
    {
        var copy = Run(new DicomDatasetBuilder()
            .Text(DicomTags.StudyDate, "20240229").Text(new DicomTag(0x00080021), "20240310")
            .Text(DicomTags.AcquisitionDateTime, "20240310081500.5+0800").Text(DicomTags.StudyTime, "081500")
            .Text(DicomTags.PatientBirthDate, "19700101").Text(DicomTags.ContentDate, "yesterday"));
        var study = Date(copy, DicomTags.StudyDate);
        var series = Date(copy, new DicomTag(0x00080021));
        Assert.NotEqual(new DateOnly(2024, 2, 29), study);
        Assert.Equal(10, series.DayNumber - study.DayNumber);
        Assert.Equal($"{series:yyyyMMdd}081500.5+0800", copy.GetString(DicomTags.AcquisitionDateTime));
        Assert.Equal("081500", copy.GetString(DicomTags.StudyTime));
        Assert.False(copy.Has(DicomTags.PatientBirthDate));
        Assert.False(copy.Has(DicomTags.ContentDate));
        Assert.Equal("MODIFIED", copy.GetString(DicomTags.LongitudinalTemporalInformationModified));
    }

    [Fact]
    public void Descriptors_keep_technical_words_only()
    {
        var copy = Run(new DicomDatasetBuilder().Text(DicomTags.PatientName, "Head^Anna=张^伟")
            .Text(DicomTags.StudyDescription, "CT Chest w contrast 3mm, Mrs Smith 13800138000 Baker Street")
            .Text(DicomTags.SeriesDescription, "张伟胸部增强 Anna head").Text(new DicomTag(0x00181030), "Dr House"));
        Assert.Equal("CT Chest w contrast 3mm", copy.GetString(DicomTags.StudyDescription));
        Assert.Equal("胸部 增强", copy.GetString(DicomTags.SeriesDescription));
        Assert.Equal("REMOVED", copy.GetString(new DicomTag(0x00181030)));
        Assert.Equal("ISO_IR 192", copy.GetString(DicomTags.SpecificCharacterSet));
    }

    [Fact]
    public void What_the_profile_does_not_know_is_not_believed()
    {
        var copy = Run(new DicomDatasetBuilder().Text(new DicomTag(0x00091001), DicomVr.LO, "Li Ming")
            .Text(new DicomTag(0x0040A160), "Li Ming came with her sister")
            .Bytes(new DicomTag(0x60003000), DicomVr.OW, new byte[8])
            .Sequence(new DicomTag(0x00400260), new DicomDatasetBuilder().Text(new DicomTag(0x00080100), "X1")
                .Text(new DicomTag(0x0040A123), "Li^Ming")));
        Assert.Null(copy[new DicomTag(0x00091001)]);
        Assert.Null(copy[new DicomTag(0x0040A160)]);
        Assert.Null(copy[new DicomTag(0x60003000)]);
        var item = copy.GetItem(new DicomTag(0x00400260))!;
        Assert.Equal("X1", item.GetString(new DicomTag(0x00080100)));
        Assert.Equal("REMOVED", item.GetString(new DicomTag(0x0040A123)));
    }

    [Fact]
    public void Two_keys_give_two_worlds()
    {
        var other = new DeidentifyOptions(new DeidentifyKey(new byte[16]), Options.Patient);
        var dataset = new DicomDatasetBuilder().Text(DicomTags.SOPInstanceUID, "1.2.3.4").Build();
        var (left, right) = (Deidentifier.Run(dataset, Options), Deidentifier.Run(dataset, other));
        Assert.NotEqual(left.GetString(DicomTags.SOPInstanceUID), right.GetString(DicomTags.SOPInstanceUID));
        Assert.NotEqual(left.GetString(DicomTags.PatientID), right.GetString(DicomTags.PatientID));
        Assert.Throws<ArgumentException>(() => new DeidentifyKey(new byte[15]));
    }

    [RealFilesFact]
    public void Pictures_that_may_show_names_and_documents_are_doubted()
    {
        DeidentifyDoubt Doubt(string name)
        {
            using var stream = CorpusFiles.Open(CorpusFiles.In("valid", "compressed")
                .First(file => file.EndsWith(name, StringComparison.Ordinal)));
            return Deidentifier.DoubtOf(DicomReader.Read(stream));
        }
        Assert.Equal(DeidentifyDoubt.None, Doubt("CT_small.dcm"));
        var documents = CorpusFiles.In("valid")
            .Where(file => file.Contains("pdf", StringComparison.OrdinalIgnoreCase)).ToArray();
        Assert.NotEmpty(documents);
        Assert.All(documents, file => Assert.Equal(DeidentifyDoubt.NoImage, Doubt(Path.GetFileName(file))));
    }

    private static DicomDataset Run(DicomDatasetBuilder original) => Deidentifier.Run(original.Build(), Options);

    private static DateOnly Date(DicomDataset dataset, DicomTag tag) =>
        DateOnly.ParseExact(dataset.GetString(tag)!, "yyyyMMdd", CultureInfo.InvariantCulture);

    // Everything but the pixels, in which any short run of bytes may turn up by chance.
    private static byte[] Header(MemoryStream copy)
    {
        copy.Position = 0;
        var bytes = copy.ToArray();
        return DicomReader.Read(copy).PixelData is { } pixels
            ? [.. bytes[..(int)pixels.Value.Offset], .. bytes[(int)(pixels.Value.Offset + pixels.Value.LengthBytes)..]]
            : bytes;
    }

    private static IEnumerable<(DicomTag Tag, string Text, byte[] Bytes)> Secrets(DicomDataset dataset)
    {
        var maker = dataset.GetString(new DicomTag(0x00080070)) ?? "";
        var open = new Stack<DicomDataset>([dataset]);
        while (open.TryPop(out var next))
            foreach (var element in next)
            {
                foreach (var item in element.Items) open.Push(item);
                if (!Identifying.Contains(element.Tag)) continue;
                foreach (var value in next.GetStrings(element.Tag).SelectMany(text => text.Split('^', '=')))
                {
                    // Shorter ones are found by chance, and makers of test files call the patient and the hospital what
                    // they call the scanner. Registered classes are no secrets.
                    if (value.Length < 5 || value == "REMOVED" || value.All(letter => letter == '0') ||
                        maker.Contains(value, StringComparison.OrdinalIgnoreCase) ||
                        value.StartsWith("1.2.840.10008.", StringComparison.Ordinal)) continue;
                    yield return (element.Tag, value, Encoding.UTF8.GetBytes(value));
                }
                if (element.Bytes.Length >= 6 && element.Vr == DicomVr.PN && next.GetString(element.Tag) != "REMOVED")
                    yield return (element.Tag, "as stored", element.Bytes.ToArray());
            }
    }
}
