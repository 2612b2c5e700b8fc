namespace AdminPortal.Settings;

/// <summary>Reads all settings in the same way. A key is known because it is read here. An invalid value is recorded as a fault and
/// replaced by the default, so that all faults can be reported together. Empty counts as not set.</summary>
public sealed class SettingReader(IConfiguration configuration)
{
    private readonly List<string> _faults = [];
    private readonly KnownSettings _known = new();

    /// <summary>All keys that were read, in that order.</summary>
    public IReadOnlyList<string> Keys => _known.Keys;

    /// <summary>One line for each invalid value, in reading order.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Whether the portal runs in the Development environment.</summary>
    public bool IsDevelopment =>
        Environments.Development.Equals(configuration[HostDefaults.EnvironmentKey], StringComparison.OrdinalIgnoreCase);

    /// <summary>The trimmed setting; null if nothing is left.</summary>
    public string? Text(string key)
    {
        _known.Add(key);
        return configuration[key]?.Trim() is { Length: > 0 } text ? text : null;
    }

    /// <summary>The setting exactly as written, because a space may be part of a secret; null if it is empty.</summary>
    public string? Secret(string key)
    {
        _known.Add(key);
        return configuration[key] is { Length: > 0 } text ? text : null;
    }

    public bool Flag(string key, bool standard) =>
        Parsed(key, standard, "takes true or false", text => bool.TryParse(text, out var value) ? value : null);

    /// <param name="unit">The unit, if the key does not contain it.</param>
    public int Whole(string key, int standard, int least, int most, string? unit = null) =>
        Parsed(
            key,
            standard,
            $"takes a whole number{(unit is null ? "" : $" of {unit}")} from {least}{(most == int.MaxValue ? "" : $" to {most}")}",
            text => int.TryParse(text, out var value) && value >= least && value <= most ? value : null
        );

    /// <summary>One of the names of an enum, not one of its numbers.</summary>
    public T OneOf<T>(string key, T standard)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        return Parsed(
            key,
            standard,
            $"takes {string.Join(", ", names[..^1])} or {names[^1]}",
            text =>
                names.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name ? Enum.Parse<T>(name) : null
        );
    }

    /// <summary>A web address; null if not set.</summary>
    public Uri? Url(string key) =>
        Parsed<Uri>(
            key,
            "takes an address that begins with https:// or http://",
            text => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null
        );

    /// <summary>A list, or one text with commas, which is easier in an environment variable.</summary>
    public IReadOnlyList<T> List<T>(string key, string takes, Func<string, T?> parse)
        where T : class
    {
        _known.AddList(key);
        var list = configuration.GetSection(key);
        var values = new List<T>();
        // An empty list has an empty text.
        foreach (
            var text in list.GetChildren()
                .Select(item => item.Value)
                .Prepend(list.Value)
                .SelectMany(text => (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        )
            if (parse(text) is { } value)
                values.Add(value);
            else
                Wrong(key, takes, text);
        return values;
    }

    /// <summary>A value of another type; null if it is not set or invalid.</summary>
    /// <param name="takes">The accepted values: a phrase that follows the key.</param>
    /// <param name="parse">Returns null for an invalid text.</param>
    public T? Parsed<T>(string key, string takes, Func<string, T?> parse)
        where T : class
    {
        if (Text(key) is not { } text)
            return null;
        var value = parse(text);
        if (value is null)
            Wrong(key, takes, text);
        return value;
    }

    /// <summary>Reports an invalid value; once, where several parts of the portal read the same setting.</summary>
    /// <param name="found">The value. Never a secret, not even a mistyped one.</param>
    public void Wrong(string key, string takes, string? found)
    {
        var line = string.Concat((found ?? "").Select(c => char.IsControl(c) ? ' ' : c));
        var fault = $"Setting {key} {takes}; it is '{line}'.";
        if (!_faults.Contains(fault))
            _faults.Add(fault);
    }

    /// <summary>Call after all settings have been read: other keys in their sections are faults, too.</summary>
    /// <exception cref="InvalidSettingException">At least one setting is invalid or unknown; all of them are listed.</exception>
    public void Check()
    {
        _faults.AddRange(_known.FindUnknown(configuration));
        if (_faults.Count > 0)
            throw new InvalidSettingException(_faults);
    }

    /// <summary>A value of another type, with a default.</summary>
    public T Parsed<T>(string key, T standard, string takes, Func<string, T?> parse)
        where T : struct
    {
        if (Text(key) is not { } text)
            return standard;
        var value = parse(text);
        if (value is null)
            Wrong(key, takes, text);
        return value ?? standard;
    }
}
