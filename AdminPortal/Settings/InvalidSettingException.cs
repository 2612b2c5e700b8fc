namespace AdminPortal.Settings;

/// <summary>Settings are invalid or unknown; startup stops with these lines, one for each fault.</summary>
public sealed class InvalidSettingException(IReadOnlyList<string> faults) : Exception(string.Join('\n', faults))
{
    public IReadOnlyList<string> Faults => faults;
}
