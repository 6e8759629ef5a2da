using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using Telemed.Dicom;
using Telemed.Dicom.Dictionary;

namespace Telemed.Hub.Imaging;

/// <summary>
/// Attributes that a search asks for beyond those of every row (includefield, PS3.18 section 8.3.4.3). They come from
/// the stored header of the instance, or of the first one below; a study gives only what all its instances share.
/// </summary>
internal sealed class IncludedFields
{
    private const int FieldLimit = 200, DepthLimit = 512;

    // The modules Patient, General Study and Patient Study (PS3.3 sections C.7.1.1, C.7.2.1 and C.7.2.2).
    private static readonly FrozenSet<string> OfStudy = new[]
    {
        "00080051", "00080201", "00081030", "00081032", "00081048", "00081049", "00081060", "00081062", "00081080",
        "00081084", "00081110", "00100021", "00100022", "00100024", "00100032", "00100050", "00100101", "00101000",
        "00101001", "00101002", "00101010", "00101020", "00101021", "00101022", "00101023", "00101024", "00101030",
        "00101060", "00101080", "00101081", "00101100", "00102000", "00102110", "00102150", "00102152", "00102154",
        "00102160", "00102180", "001021A0", "001021B0", "001021C0", "001021D0", "001021F0", "00102201", "00102203",
        "00104000", "00120062", "00120063", "00120064", "00321034", "00380010", "00380060", "00380500", "00401012",
    }.ToFrozenSet();

    // General Series, General Equipment and Frame of Reference (sections C.7.3.1, C.7.5.1 and C.7.4.1).
    private static readonly FrozenSet<string> OfSeries = new[]
    {
        "00080070", "00080080", "00080081", "00081010", "0008103F", "00081040", "00081050", "00081052", "00081070",
        "00081072", "00081090", "00081111", "00081250", "00181000", "00181020", "00181030", "00181050", "00181200",
        "00181201", "00185100", "00200052", "00200060", "00201040", "00280108", "00280109", "00280120", "00400244",
        "00400245", "00400250", "00400251", "00400253", "00400254", "00400260", "00400275", "00400280", "00400555",
    }.ToFrozenSet();

    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly QueryLevel level;
    private bool isAll;

    private IncludedFields(QueryLevel level) => this.level = level;

    /// <summary>Nothing is asked for that a row does not have anyway.</summary>
    public bool IsEmpty => names.Count == 0 && !isAll;

    /// <summary>
    /// Reads every form of the parameter; what cannot be given at the level is added to those ignored.
    /// </summary>
    /// <returns>Null when more is named than anybody needs.</returns>
    public static IncludedFields? Read(IQueryCollection asked, QueryLevel level, List<string> ignored)
    {
        var fields = new IncludedFields(level);
        var wanted = asked["includefield"].Concat(asked["includefields"])
            .SelectMany(text => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        if (wanted.Length > FieldLimit) return null;
        foreach (var name in wanted)
            if (name.Equals("all", StringComparison.OrdinalIgnoreCase)) fields.isAll = true;
            else if (!DicomRegistry.TryParseAttribute(name, out var tag)) ignored.Add(name);
            else if (!QueryRows.IsInRow(tag, level) && !fields.Add(tag.ToString())) ignored.Add(name);
        return fields;
    }

    /// <summary>
    /// Writes the row with the attributes asked for, in the order of their tags (PS3.18 section F.2.2).
    /// </summary>
    public void Write(Utf8JsonWriter json, QueryRow row, ImagingAddress address)
    {
        var own = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(own)) QueryRows.Write(writer, row, level, address);
        var stored = new ArrayBufferWriter<byte>();
        var bulk = address.Instance(row.FacilityId, row.StudyUid, row.SeriesUid, row.SopUid) + "/bulkdata/";
        if (row.Metadata.Length > 0) InstanceMetadata.Write(row.Metadata, bulk, stored);
        else stored.Write("{}"u8);
        using var known = JsonDocument.Parse(own.WrittenMemory);
        using var header = JsonDocument.Parse(stored.WrittenMemory, new JsonDocumentOptions { MaxDepth = DepthLimit });
        var all = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var attribute in header.RootElement.EnumerateObject())
            if (isAll ? Belongs(attribute.Name) : names.Contains(attribute.Name))
                all[attribute.Name] = attribute.Value;
        foreach (var attribute in known.RootElement.EnumerateObject()) all[attribute.Name] = attribute.Value;
        json.WriteStartObject();
        foreach (var (name, value) in all)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
        json.WriteEndObject();
    }

    private bool Add(string name)
    {
        if (Belongs(name)) names.Add(name);
        return Belongs(name);
    }

    private bool Belongs(string name) => level switch
    {
        QueryLevel.Study => OfStudy.Contains(name),
        QueryLevel.Series => OfStudy.Contains(name) || OfSeries.Contains(name),
        _ => true,
    };
}
