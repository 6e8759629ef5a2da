using System.Xml;
using System.Xml.Linq;

namespace Telemed.Ecg.Formats.Xml;

/// <summary>
/// Loads a foreign XML file as a tree of local names. Document types and entities are never resolved, nesting and the
/// number of elements are bounded, and namespaces are dropped because vendors leave them out or invent them.
/// </summary>
internal static class XmlTree
{
    private const int ElementsLimit = 400_000;

    internal static readonly XName XsiType = "xsi-type";

    internal static XElement Load(ReadOnlyMemory<byte> file, string section)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, MaxCharactersFromEntities = 1024,
            MaxCharactersInDocument = EcgLimits.FileBytes, IgnoreComments = true, IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true, CheckCharacters = false,
        };
        using var stream = ByteStream.Over(file);
        using var reader = XmlReader.Create(stream, settings);
        try { return Build(reader, section); }
        catch (XmlException wrong) { throw new EcgFormatException(section, wrong.LineNumber,
            "The XML is not well formed."); }
        catch (ArgumentException) { throw new EcgFormatException(section, 0,
            "The XML names an encoding that does not exist."); }
        catch (InvalidOperationException) { throw new EcgFormatException(section, 0, "The XML is not well formed."); }
    }

    private static XElement Build(XmlReader reader, string section)
    {
        XElement? root = null;
        var open = new Stack<XElement>();
        var elements = 0;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (++elements > ElementsLimit) throw Broken(reader, section, "The file has too many elements.");
                    if (open.Count >= EcgLimits.XmlDepth)
                        throw Broken(reader, section, "The elements are nested too deep.");
                    var element = Element(reader);
                    if (open.TryPeek(out var parent)) parent.Add(element);
                    root ??= element;
                    if (!reader.IsEmptyElement) open.Push(element);
                    break;
                case XmlNodeType.EndElement: open.Pop(); break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    open.Peek().Add(reader.Value);
                    break;
                default: break;
            }
        }
        return root ?? throw Broken(reader, section, "The file has no element.");
    }

    private static XElement Element(XmlReader reader)
    {
        var element = new XElement(XmlConvert.EncodeLocalName(reader.LocalName));
        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
        {
            if (reader.Prefix == "xmlns" || reader.LocalName == "xmlns") continue;
            var name = reader.LocalName == "type" && reader.Prefix.Length > 0 ? XsiType
                : XmlConvert.EncodeLocalName(reader.LocalName);
            element.SetAttributeValue(name, reader.Value);
        }
        reader.MoveToElement();
        return element;
    }

    private static EcgFormatException Broken(XmlReader reader, string section, string problem) =>
        new(section, (reader as IXmlLineInfo)?.LineNumber ?? 0, problem);

    /// <summary>The element down a path of names, or null.</summary>
    internal static XElement? At(this XElement? element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path) element = element?.Element(name);
        return element;
    }

    /// <summary>The trimmed text of a descendant path, or null when it is absent or empty.</summary>
    internal static string? Text(this XElement? element, params ReadOnlySpan<string> path) =>
        EcgText.Clean(At(element, path)?.Value);

    /// <summary>An attribute's text, or null when it is absent or empty.</summary>
    internal static string? Attr(this XElement? element, string name) => EcgText.Clean(element?.Attribute(name)?.Value);
}
