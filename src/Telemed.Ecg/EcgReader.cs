using Telemed.Ecg.Formats;
using Telemed.Ecg.Formats.Dicom;
using Telemed.Ecg.Formats.Scp;
using Telemed.Ecg.Formats.Wfdb;
using Telemed.Ecg.Formats.Xml;

namespace Telemed.Ecg;

/// <summary>
/// Gives the bytes of a file that belongs to the one being read (a WFDB signal file), or null when there is none.
/// </summary>
/// <param name="name">The plain file name the header gives; never a path.</param>
public delegate ReadOnlyMemory<byte>? EcgSibling(string name);

/// <summary>What a reader needs besides the bytes.</summary>
public sealed record EcgReadOptions
{
    /// <summary>Finds sibling files; none by default.</summary>
    public EcgSibling Sibling { get; init; } = static _ => null;

    /// <summary>How to understand a CSV file; null lets the reader guess from its header row.</summary>
    public CsvLayout? Csv { get; init; }
}

/// <summary>Finds the format of an ECG file from its content and reads it.</summary>
public static class EcgReader
{
    /// <summary>Bytes <see cref="Detect"/> wants to see of a longer file.</summary>
    public const int HeadBytes = 4096;

    /// <summary>Finds the format from the first bytes; names and extensions play no part.</summary>
    /// <param name="head">The first <see cref="HeadBytes"/> bytes, or the whole file when it is shorter.</param>
    /// <returns>The format, or null when no reader of ours knows the content. DICOM is answered for any Part 10 file:
    /// only its data set tells whether it holds a waveform.</returns>
    public static EcgFormat? Detect(ReadOnlySpan<byte> head) => EcgDetection.Detect(head);

    /// <summary>Reads a whole recording.</summary>
    /// <param name="file">The file, at most <see cref="EcgLimits.FileBytes"/>.</param>
    /// <param name="options">Sibling files and CSV layout.</param>
    /// <exception cref="EcgFormatException">The bytes are no ECG we know, break their format, or pass a
    /// limit.</exception>
    public static EcgRecording Read(ReadOnlyMemory<byte> file, EcgReadOptions options)
    {
        if (file.Length > EcgLimits.FileBytes)
            throw new EcgFormatException("File", EcgLimits.FileBytes, "The file is larger than an ECG may be.");
        var head = file.Span[..Math.Min(file.Length, HeadBytes)];
        var found = EcgDetection.Detect(head);
        // A long heading hides the numbers from a look at the beginning; whoever chose the columns has seen them.
        if (options.Csv is not null && found is null or EcgFormat.Wfdb) found = EcgFormat.Csv;
        return found switch
        {
            null => throw new EcgFormatException("File", 0, "The content is no ECG format this reader knows."),
            EcgFormat.ScpEcg => ScpReader.Read(file),
            EcgFormat.Hl7Aecg => AecgReader.Read(file),
            EcgFormat.MuseXml => MuseReader.Read(file),
            EcgFormat.PhilipsXml => PhilipsReader.Read(file),
            EcgFormat.Edf => EdfReader.Read(file, EcgFormat.Edf),
            EcgFormat.Bdf => EdfReader.Read(file, EcgFormat.Bdf),
            EcgFormat.Mfer => MferReader.Read(file),
            EcgFormat.Wfdb => WfdbReader.Read(file, options.Sibling),
            EcgFormat.Contec => ContecReader.Read(file),
            EcgFormat.Csv => CsvReader.Read(file, options.Csv),
            EcgFormat.Dicom => DicomWaveforms.ReadFile(file),
            var format => throw new System.Diagnostics.UnreachableException($"{format}"),
        };
    }

    /// <summary>Reads a whole recording from a stream, stopping as soon as the size limit shows.</summary>
    /// <param name="file">Readable from its present position to its end.</param>
    /// <param name="options">Sibling files and CSV layout.</param>
    /// <param name="cancel">Stops the reading of the stream.</param>
    /// <exception cref="EcgFormatException">The bytes are no ECG we know, break their format, or pass a
    /// limit.</exception>
    public static async Task<EcgRecording> Read(Stream file, EcgReadOptions options, CancellationToken cancel)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = await file.ReadAsync(buffer, cancel)) > 0)
        {
            if (bytes.Length + read > EcgLimits.FileBytes)
                throw new EcgFormatException("File", EcgLimits.FileBytes, "The file is larger than an ECG may be.");
            bytes.Write(buffer, 0, read);
        }
        return Read(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), options);
    }
}
