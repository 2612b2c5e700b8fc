namespace AdminPortal.Providers.Agents;

/// <summary>A recording of a voice.</summary>
/// <param name="ContentType">Such as <c>audio/mpeg</c>; always audio.</param>
public sealed record VoiceSample(byte[] Audio, string ContentType);
