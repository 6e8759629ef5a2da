using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Telemed.Hub.Imaging;

/// <summary>The address from which references are made: the configured one, never what a request claims.</summary>
internal sealed class ImagingAddress(ImagingOptions options, IServer server)
{
    /// <summary>Without a slash at the end.</summary>
    public string Root => options.PublicUrl.Length > 0 ? options.PublicUrl.TrimEnd('/')
        : (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "").TrimEnd('/');

    /// <summary>The study of one facility.</summary>
    public string Study(Guid facility, string studyUid) => $"{Root}/dicom-web/at/{facility}/studies/{studyUid}";

    public string Series(Guid facility, string studyUid, string seriesUid) =>
        $"{Study(facility, studyUid)}/series/{seriesUid}";

    public string Instance(Guid facility, string studyUid, string seriesUid, string sopUid) =>
        $"{Series(facility, studyUid, seriesUid)}/instances/{sopUid}";
}
