using Telemed.Hub.Tests.Dimse;
using Telemed.Hub.Tests.Platform;

namespace Telemed.Hub.Tests.Imaging;

/// <summary>
/// One hub for the classes that store, search and give back images: starting one costs more than a test.
/// </summary>
[CollectionDefinition(nameof(ImagesHub))]
public sealed class ImagesHub : ICollectionFixture<HubFixture>;

/// <summary>One hub with both DIMSE doors for the classes that speak to these.</summary>
[CollectionDefinition(nameof(DimseHub))]
public sealed class DimseHub : ICollectionFixture<DimseTlsFixture>;
