namespace Telemed.Hub.Inspect;

/// <summary>What the verb was asked to print beyond the structure of a file.</summary>
/// <param name="Pixels">Decode every frame and print its hash and figures.</param>
/// <param name="Samples">Print every value of every ECG lead.</param>
internal sealed record InspectOptions(bool Pixels, bool Samples);
