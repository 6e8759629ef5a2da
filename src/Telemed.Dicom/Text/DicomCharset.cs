using System.Collections.Concurrent;
using System.Text;

namespace Telemed.Dicom.Text;

/// <summary>Reads text as Specific Character Set (0008,0005) says (PS3.3 C.12.1.1.2, PS3.5 section 6.1).</summary>
public sealed class DicomCharset
{
    private const int CachedSets = 256;
    private static readonly ConcurrentDictionary<string, DicomCharset> Cache = new();
    private readonly bool isGb18030;
    private readonly Iso2022Decoder? switching;

    static DicomCharset() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private DicomCharset(IReadOnlyList<string> terms)
    {
        Terms = terms;
        var first = Normalised(terms.Count == 0 ? "" : terms[0]);
        IsKnown = terms.All(term => CharsetTerms.IsDefined(term));
        // GB18030 holds all of GBK.
        isGb18030 = first is "GB18030" or "GBK";
        if (!isGb18030 && first != "ISO_IR 192") switching = new Iso2022Decoder([.. terms.Select(Normalised)]);
    }

    /// <summary>The set that holds when a data set names none: ISO 646.</summary>
    public static DicomCharset Default { get; } = new([]);

    /// <summary>The values of Specific Character Set, as in the file.</summary>
    public IReadOnlyList<string> Terms { get; }

    /// <summary>True when every term is one the standard defines.</summary>
    public bool IsKnown { get; }

    /// <summary>The reader for those terms; terms that are not defined are read as the set they were meant to
    /// name.</summary>
    public static DicomCharset FromTerms(IReadOnlyList<string> terms)
    {
        if (terms.Count == 0 || (terms.Count == 1 && terms[0].Length == 0)) return Default;
        var key = string.Join('\\', terms);
        if (Cache.TryGetValue(key, out var known)) return known;
        var made = new DicomCharset(terms);
        // Foreign files choose the key, so the cache stops growing at a bound rather than with them.
        if (Cache.Count < CachedSets) Cache.TryAdd(key, made);
        return made;
    }

    /// <summary>Decodes a whole value; bytes that mean nothing in the set become U+FFFD.</summary>
    public string Decode(ReadOnlySpan<byte> bytes, bool isPersonName)
    {
        if (!bytes.ContainsAnyExceptInRange((byte)0x1C, (byte)0x7E)) return Encoding.ASCII.GetString(bytes);
        if (isGb18030) return Gb18030.Decode(bytes);
        return switching is null ? Encoding.UTF8.GetString(bytes) : switching.Decode(bytes, isPersonName);
    }

    internal static Encoding CodePage(int page) =>
        Encoding.GetEncoding(page, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback);

    // What the field writes for a defined term: lower case, hyphens, missing blanks, or the name of the encoding.
    private static string Normalised(string term)
    {
        var plain = term.Trim().ToUpperInvariant().Replace('-', ' ').Replace('_', ' ');
        if (CharsetTerms.Aliases.TryGetValue(plain.Replace(" ", ""), out var meant)) return meant;
        return term.Trim();
    }
}
