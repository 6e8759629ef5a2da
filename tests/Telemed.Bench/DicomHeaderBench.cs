using System.Diagnostics;
using System.Globalization;
using Telemed.Dicom;
using Telemed.Dicom.Tests.Corpus;
using Telemed.Dicom.Writing;
using Telemed.TestKit;

namespace Telemed.Bench;

/// <summary>How fast headers are read, beside the figures that fo-dicom 5.1.3 gave on this class of machine.</summary>
internal static class DicomHeaderBench
{
    private const int Files = 500, Sides = 512, Rounds = 100;
    private const int WarmLooks = 3;
    private const double FoOpenByPath = 6700, FoSkipLarge = 7800, FoFromStream = 5900;
    private static readonly TimeSpan WarmTime = TimeSpan.FromSeconds(1);
    private static readonly DicomReadOptions Skipping = new() { InlineLimitBytes = 1024 };
    private static readonly DicomReadOptions BeforePixels = new() { StopBeforePixelData = true };

    internal static async Task<int> Run(string[] args, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("dicom-header");
        try
        {
            var paths = Enumerable.Range(0, Files).Select(at => Make(folder.FullName, at)).ToArray();
            Console.WriteLine($"{Files} CT slices of {Sides} x {Sides} x 16 bit, explicit little endian, warm, "
                + "one thread; fo-dicom 5.1.3 beside it");
            await Line("open by path, pixels on demand", FoOpenByPath, 17, paths,
                path => Read(path, DicomReadOptions.Default), cancel);
            await Line("open, long values by place", FoSkipLarge, 17, paths, path => Read(path, Skipping), cancel);
            await Line("from a stream, to the pixels", FoFromStream, 23, paths,
                path => Read(path, BeforePixels), cancel);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Mutants of small corpus files, a million by default; prints what failed and ends with 1 then.</summary>
    internal static Task<int> Fuzz(string[] args, CancellationToken cancel)
    {
        if (TestData.Root is null)
        {
            Console.Error.WriteLine("The folder of real files is absent; set TELEMED_TEST_DATA.");
            return Task.FromResult(2);
        }
        var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        var watch = Stopwatch.StartNew();
        var report = DicomMutants.Run(DicomMutants.Seeds(), first: 1_000_000, count, cancel);
        Console.WriteLine($"{report.Count} mutants in {watch.Elapsed.TotalSeconds:F0} s: {report.Read} read, "
            + $"worst {report.WorstMs:F0} ms, most {report.MostBytes / 1048576.0:F1} MiB allocated, "
            + $"{report.Failures.Count} failures");
        foreach (var failure in report.Failures) Console.WriteLine($"  {failure}");
        return Task.FromResult(report.Failures.Count > 0 ? 1 : 0);
    }

    private static void Read(string path, DicomReadOptions options)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (DicomReader.Read(stream, options).Dataset.GetString(DicomTags.PatientID) is null)
            throw new InvalidDataException("The header has no patient.");
    }

    private static async Task Line(
        string what, double foFilesPerSecond, int foKiB, string[] paths, Action<string> read, CancellationToken cancel)
    {
        // The compiler's second look at the code happens while it warms up, and after a pause without new code.
        for (var look = 0; look < WarmLooks; look++)
        {
            for (var warm = Stopwatch.StartNew(); warm.Elapsed < WarmTime;)
                foreach (var path in paths) read(path);
            await Task.Delay(WarmTime, cancel);
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        for (var round = 0; round < Rounds; round++)
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var path in paths) read(path);
        }
        var seconds = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
        var count = (double)Rounds * paths.Length;
        var kib = (GC.GetAllocatedBytesForCurrentThread() - allocated) / count / 1024;
        Console.WriteLine($"  {what,-32} {count / seconds,8:F0} files a second of processor time "
            + $"({count / seconds / foFilesPerSecond:F1} x {foFilesPerSecond:F0}), {kib:F1} KiB each ({foKiB})");
    }

    // A header as scanners write them: some 90 elements, a few sequences, private blocks.
    private static string Make(string folder, int number)
    {
        var builder = new DicomDatasetBuilder()
            .Text(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.2")
            .Text(DicomTags.SOPInstanceUID, $"1.2.3.4.{number + 1}")
            .Text(DicomTags.StudyInstanceUID, "1.2.3.4").Text(DicomTags.SeriesInstanceUID, "1.2.3.4.5")
            .Text(DicomTags.ImageType, "ORIGINAL", "PRIMARY", "AXIAL").Text(DicomTags.StudyDate, "20260102")
            .Text(DicomTags.StudyTime, "101500").Text(DicomTags.AccessionNumber, "A1").Text(DicomTags.Modality, "CT")
            .Text(DicomTags.Manufacturer, "Maker").Text(DicomTags.PatientName, "Zhang^Wei")
            .Text(DicomTags.PatientID, "P1").Text(DicomTags.PatientBirthDate, "19700101")
            .Text(DicomTags.PatientSex, "M")
            .Integer(DicomTags.SeriesNumber, 2).Integer(DicomTags.InstanceNumber, number + 1)
            .Number(DicomTags.ImagePositionPatient, -125, -125, number)
            .Number(DicomTags.ImageOrientationPatient, 1, 0, 0, 0, 1, 0)
            .Number(DicomTags.PixelSpacing, 0.488, 0.488)
            .Number(DicomTags.WindowCenter, 40, 400).Number(DicomTags.WindowWidth, 80, 1500)
            .Number(DicomTags.RescaleIntercept, -1024).Number(DicomTags.RescaleSlope, 1)
            .Code(new DicomTag(0x00081032), "CTCHEST", "L", "CT chest")
            .Sequence(new DicomTag(0x00081140), Reference(1), Reference(2), Reference(3))
            .Text(new DicomTag(0x00090010), DicomVr.LO, "MAKER PRIVATE")
            .Text(new DicomTag(0x00190010), DicomVr.LO, "MAKER PRIVATE");
        for (ushort at = 0; at < 40; at++)
            builder.Text(new DicomTag(0x0009, (ushort)(0x1001 + at)), DicomVr.LO, $"private {at}");
        for (ushort at = 0; at < 20; at++)
            builder.Floats(new DicomTag(0x0019, (ushort)(0x1001 + at)), DicomVr.FD, at * 1.5);
        var file = Path.Combine(folder, $"{number:D4}.dcm");
        using var stream = File.Create(file);
        DicomWriter.WriteFile(stream, builder
            .Integer(DicomTags.SamplesPerPixel, 1).Text(DicomTags.PhotometricInterpretation, "MONOCHROME2")
            .Integer(DicomTags.Rows, Sides).Integer(DicomTags.Columns, Sides).Integer(DicomTags.BitsAllocated, 16)
            .Integer(DicomTags.BitsStored, 12).Integer(DicomTags.HighBit, 11).Integer(DicomTags.PixelRepresentation, 0L)
            .Bytes(DicomTags.PixelData, DicomVr.OW, new byte[Sides * Sides * 2]).Build(),
            TransferSyntax.ExplicitLittleEndian);
        return file;
    }

    private static DicomDatasetBuilder Reference(int number) => new DicomDatasetBuilder()
        .Text(DicomTags.ReferencedSOPClassUID, "1.2.840.10008.5.1.4.1.1.2")
        .Text(DicomTags.ReferencedSOPInstanceUID, $"1.2.3.9.{number}");
}
