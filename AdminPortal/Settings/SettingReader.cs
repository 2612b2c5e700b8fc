namespace AdminPortal.Settings;

/// <summary>
/// Reads settings, the same way for all of them. A key is known because it is read here; an invalid value becomes a
/// fault, and the default stands in for it, so that all faults can be reported at once. Empty counts as not set.
/// </summary>
public sealed class SettingReader(IConfiguration configuration)
{
    private readonly List<string> _faults = [];
    private readonly KnownSettings _known = new();

    /// <summary>All keys that were asked for, in that order.</summary>
    public IReadOnlyList<string> Keys => _known.Keys;

    /// <summary>One line for each invalid value, in the order of reading.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Whether the portal runs in the Development environment.</summary>
    public bool IsDevelopment =>
        Environments.Development.Equals(configuration[HostDefaults.EnvironmentKey], StringComparison.OrdinalIgnoreCase);

    /// <summary>The setting without the space around it; null when nothing is left.</summary>
    public string? Text(string key)
    {
        _known.Add(key);
        return configuration[key]?.Trim() is { Length: > 0 } text ? text : null;
    }

    /// <summary>The setting exactly as it is written, since a space may be part of a secret; null when it is empty.</summary>
    public string? Secret(string key)
    {
        _known.Add(key);
        return configuration[key] is { Length: > 0 } text ? text : null;
    }

    public bool Flag(string key, bool standard) =>
        Parsed(key, standard, "takes true or false", text => bool.TryParse(text, out var value) ? value : null);

    /// <param name="unit">What is counted, where the key alone does not say it.</param>
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

    /// <summary>An address of the web; null when it is not set.</summary>
    public Uri? Url(string key) =>
        Parsed<Uri>(
            key,
            "takes an address that begins with https:// or http://",
            text => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null
        );

    /// <summary>A list, or one text with commas, which is easier to write in an environment variable.</summary>
    public IReadOnlyList<T> List<T>(string key, string takes, Func<string, T?> parse)
        where T : class
    {
        _known.AddList(key);
        var list = configuration.GetSection(key);
        var values = new List<T>();
        // A list without items has an empty text.
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

    /// <summary>A value of any other type; null when it is not set or is invalid.</summary>
    /// <param name="takes">What the key takes: a phrase that follows its name.</param>
    /// <param name="parse">Null for an invalid text.</param>
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

    /// <summary>Reports an invalid value.</summary>
    /// <param name="found">What is there. Never a secret, not even a mistyped one.</param>
    public void Wrong(string key, string takes, string? found)
    {
        var line = string.Concat((found ?? "").Select(c => char.IsControl(c) ? ' ' : c));
        _faults.Add($"Setting {key} {takes}; it is '{line}'.");
    }

    /// <summary>To be called once all settings have been read: whatever else is under their sections is a fault, too.</summary>
    /// <exception cref="WrongSettingException">At least one setting is wrong or unknown; all of them are named.</exception>
    public void Check()
    {
        _faults.AddRange(_known.FindUnknown(configuration));
        if (_faults.Count > 0)
            throw new WrongSettingException(_faults);
    }

    /// <summary>A value of any other type, with a default.</summary>
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
