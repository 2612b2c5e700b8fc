using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using AdminPortal.Services.Settings;
using AdminPortal.Settings;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.Configuration;
using Mono.Cecil;

namespace AdminPortal.Tests.Settings;

/// <summary>Each setting is documented in the README, read, and used.</summary>
public sealed partial class EverySettingTests
{
    /// <summary>Alternative values; each setting accepts at least one of them.</summary>
    private static readonly string[] s_others =
    [
        "true",
        "false",
        "7",
        "4000",
        "Never",
        "Postgres",
        "Simulated",
        "Staff",
        "Tls",
        "GB",
        "10.0.0.7",
        "10.0.0.0/8",
        "other@example.com",
        "Data Source=other.db",
        "https://other.example.com",
        "telnyx",
        "888",
        "888=1",
    ];

    private static readonly (string Key, string Value)[] s_all =
    [
        ("Agents:Provider", "Retell"),
        ("Retell:ApiKey", "key_1"),
        ("Mail:Smtp:Host", "mail.example.com"),
        ("Mail:From", "portal@example.com"),
        ("Suppliers:Default", "simulated"),
        ("Suppliers:Twilio:AccountSid", "AC1"),
        ("Suppliers:Twilio:AuthToken", "token"),
        ("Suppliers:Telnyx:ApiKey", "key_2"),
    ];

    public static TheoryData<string> Keys => [.. PortalSettings.Keys];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Setting_IsInTheReadme(string key) => Assert.Contains(key, ReadmeKeys());

    [Fact]
    public void Readme_ListsOnlySettingsThatAreRead() =>
        Assert.Empty(ReadmeKeys().Except(PortalSettings.Keys, StringComparer.OrdinalIgnoreCase));

    [Fact]
    public void AppSettings_HaveKnownKeysAndTheDefaults()
    {
        var file = new ConfigurationBuilder().AddJsonFile(Path.Combine(Repository.Root, "appsettings.json")).Build();
        // ASP.NET Core's own log filters.
        var keys = file.AsEnumerable()
            .Where(s => s.Value is not null)
            .Select(s => s.Key)
            .Where(key => !key.StartsWith("Logging:"))
            .ToList();

        Assert.NotEmpty(keys);
        Assert.Empty(keys.Except(PortalSettings.Keys));
        Assert.Equal(Values(PortalSettings.Read(Configured.Of(), Repository.Root)), Values(PortalSettings.Read(file, Repository.Root)));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Setting_ChangesAPropertyThatIsUsed(string key)
    {
        var before = Values(Read(s_all).Settings);
        var changed = s_others
            .Select(other => Read([.. s_all, (key, other)]))
            .Where(read => !read.Faults.Any(fault => fault.StartsWith($"Setting {key} ", StringComparison.Ordinal)))
            .Select(read => Values(read.Settings))
            .Select(after => before.Where(value => after[value.Key] != value.Value).Select(value => value.Key).ToList())
            .FirstOrDefault(properties => properties.Count > 0);

        Assert.True(
            changed is not null,
            $"No value changes what {key} is read into: it is read and forgotten, or takes none of the examples."
        );
        Assert.True(changed.Any(s_used.Contains), $"{key} is read into {string.Join(", ", changed)}, which nothing uses.");
    }

    private static (PortalSettings Settings, IReadOnlyList<string> Faults) Read((string Key, string Value)[] settings)
    {
        var reader = new SettingReader(Configured.Of(settings));
        return (PortalSettings.Read(reader, Repository.Root), reader.Faults);
    }

    /// <summary>All values of all settings as text, by property name.</summary>
    private static SortedDictionary<string, string> Values(PortalSettings settings)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var section in SectionProperties)
            Add(section.PropertyType, section.GetValue(settings));
        return values;

        void Add(Type section, object? of)
        {
            foreach (var property in PropertiesOf(section))
            {
                var value = of is null ? null : property.GetValue(of);
                values[$"{section.Name}.{property.Name}"] = of is null ? "(no section)" : TextOf(value);
                if (IsSection(property.PropertyType))
                    Add(property.PropertyType, value);
            }
        }
    }

    /// <summary>Whether a setting's value has settings of its own, as those of one supplier.</summary>
    private static bool IsSection(Type type) =>
        type is { IsClass: true }
        && type.Assembly == typeof(PortalSettings).Assembly
        && type.Name.EndsWith("Settings", StringComparison.Ordinal);

    private static IEnumerable<PropertyInfo> SectionProperties =>
        typeof(PortalSettings).GetProperties().Where(p => p.PropertyType.Assembly == typeof(PortalSettings).Assembly);

    private static PropertyInfo[] PropertiesOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);

    private static string TextOf(object? value) =>
        value is IEnumerable list and not string
            ? string.Join(',', list.Cast<object>())
            : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    /// <summary>The settings properties that other code than their declaration and the settings page uses, such as
    /// <c>NumberSettings.Strict</c>.</summary>
    private static readonly HashSet<string> s_used = FindUsed();

    private static HashSet<string> FindUsed()
    {
        var sections = SectionProperties
            .Select(p => p.PropertyType)
            .SelectMany(type => PropertiesOf(type).Select(p => p.PropertyType).Where(IsSection).Prepend(type))
            .Select(type => type.FullName!)
            .ToHashSet();
        string[] showing = [typeof(PortalSettings).FullName!, typeof(SettingsService).FullName!];
        using var portal = AssemblyDefinition.ReadAssembly(typeof(PortalSettings).Assembly.Location);
        var calls = portal
            .MainModule.GetTypes()
            .SelectMany(type => type.Methods)
            .Where(method => method.HasBody)
            .SelectMany(method =>
                method
                    .Body.Instructions.Select(i => i.Operand)
                    .OfType<MethodReference>()
                    .Where(called => sections.Contains(called.DeclaringType.FullName))
                    .Select(called => (Caller: method, Called: called.FullName))
            )
            .ToList();

        var used = calls
            .Where(c => !sections.Contains(Outermost(c.Caller)) && !showing.Contains(Outermost(c.Caller)))
            .Select(c => c.Called)
            .ToHashSet();
        // A settings member that is used uses others in turn: Requires uses RequireSecondFactor.
        for (var before = 0; before != used.Count; )
        {
            before = used.Count;
            used.UnionWith(calls.Where(c => used.Contains(c.Caller.FullName)).Select(c => c.Called).ToList());
        }

        return
        [
            .. used.Select(name => Getter().Match(name))
                .Where(m => m.Success)
                .Select(m => $"{m.Groups["type"].Value}.{m.Groups["name"].Value}"),
        ];

        static string Outermost(MethodDefinition method)
        {
            var type = method.DeclaringType;
            while (type.DeclaringType is not null)
                type = type.DeclaringType;
            return type.FullName;
        }
    }

    /// <summary>The keys in the README's table; one without a section belongs to the section of the key before it in the same
    /// row.</summary>
    private static HashSet<string> ReadmeKeys()
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var table = File.ReadAllLines(Path.Combine(Repository.Root, "README.md"))
            .SkipWhile(line => !line.StartsWith("| key | default |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'));
        foreach (var row in table)
        {
            var section = "";
            foreach (Match name in InBackticks().Matches(row.Split('|')[1]))
            {
                var key = name.Groups[1].Value;
                if (key.Contains(':', StringComparison.Ordinal))
                    section = key[..(key.LastIndexOf(':') + 1)];
                else
                    key = section + key;
                keys.Add(key);
            }
        }

        return keys;
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex InBackticks();

    [GeneratedRegex(@"[ .](?<type>\w+)::get_(?<name>\w+)\(\)$")]
    private static partial Regex Getter();
}
