using System.Xml.Linq;

namespace House.Tests;

public sealed class DocumentTests
{
    public static TheoryData<Type> Libraries => new(
        typeof(Telemed.Domain.Tier), typeof(Telemed.Dicom.DicomFormatException), typeof(Telemed.Ecg.EcgFormatException),
        typeof(Telemed.Pathology.SlideFormatException), typeof(Telemed.Storage.Database));

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Every_public_type_of_a_library_is_explained(Type inLibrary)
    {
        var assembly = inLibrary.Assembly;
        var documents = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"));
        var explained = documents.Descendants("member").Select(member => member.Attribute("name")!.Value).ToHashSet();
        Assert.Empty(assembly.GetExportedTypes()
            .Where(type => !type.IsNested)
            .Select(type => type.FullName!)
            .Where(name => !explained.Contains($"T:{name}")));
    }
}
