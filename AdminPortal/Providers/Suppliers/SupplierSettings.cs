using AdminPortal.Providers.Suppliers.Retell;
using AdminPortal.Providers.Suppliers.Simulated;
using AdminPortal.Providers.Suppliers.Telnyx;
using AdminPortal.Providers.Suppliers.Twilio;
using AdminPortal.Settings;

namespace AdminPortal.Providers.Suppliers;

/// <summary>The settings under <c>Suppliers</c> that say where numbers can be bought.</summary>
public sealed class SupplierSettings
{
    public const int StandardTimeoutSeconds = 10;

    private const string DefaultSetting = "Suppliers:Default";

    /// <summary>The <see cref="INumberSupplier.Name"/> of the supplier of an order that names none; always a configured one.</summary>
    public required string Default { get; init; }

    /// <summary>For one try of a call, its whole answer included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(StandardTimeoutSeconds);

    /// <summary>Null when it is not configured, as are the others.</summary>
    public TwilioSettings? Twilio { get; init; }
    public TelnyxSettings? Telnyx { get; init; }
    public RetellSupplierSettings? Retell { get; init; }

    /// <summary>Null unless it is the default, because simulated numbers do not belong beside real ones.</summary>
    public SimulatedSupplierSettings? Simulated { get; init; }

    /// <summary>The names of the configured suppliers.</summary>
    public IReadOnlyList<string> Names =>
        [
            .. new[]
            {
                Twilio is null ? null : TwilioSupplier.SupplierName,
                Telnyx is null ? null : TelnyxSupplier.SupplierName,
                Retell is null ? null : RetellSupplier.SupplierName,
                Simulated is null ? null : SimulatedSupplier.SupplierName,
            }.OfType<string>(),
        ];

    /// <summary>Reads the settings; all of them are read, so that a wrong one is reported before somebody depends on it.</summary>
    public static SupplierSettings Read(SettingReader reader)
    {
        var timeout = TimeSpan.FromSeconds(reader.Whole("Suppliers:TimeoutSeconds", StandardTimeoutSeconds, 1, 120));
        var twilio = TwilioSettings.Read(reader, timeout);
        var telnyx = TelnyxSettings.Read(reader, timeout);
        var retell = RetellSupplierSettings.Read(reader, timeout);
        var simulated = SimulatedSupplierSettings.Read(reader);
        (string Name, bool IsConfigured, string Needs)[] suppliers =
        [
            (TwilioSupplier.SupplierName, twilio is not null, "Suppliers:Twilio:AccountSid and Suppliers:Twilio:AuthToken"),
            (TelnyxSupplier.SupplierName, telnyx is not null, "Suppliers:Telnyx:ApiKey"),
            (RetellSupplier.SupplierName, retell is not null, RetellAccount.ApiKeySetting),
            (SimulatedSupplier.SupplierName, true, ""),
        ];
        // The simulated supplier is the last, so it is the default only where no other is configured.
        var standard = suppliers.First(s => s.IsConfigured).Name;
        var wanted = reader.Parsed(
            DefaultSetting,
            "takes twilio, telnyx, retell or simulated",
            text => suppliers.Select(s => s.Name).FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase))
        );
        var missing = suppliers.FirstOrDefault(s => s.Name == wanted && !s.IsConfigured);
        if (missing.Name is not null)
            reader.Wrong(DefaultSetting, $"takes a configured supplier, and {missing.Name} also needs {missing.Needs}", wanted);

        var chosen = wanted is null || missing.Name is not null ? standard : wanted;
        return new SupplierSettings
        {
            Default = chosen,
            Timeout = timeout,
            Twilio = twilio,
            Telnyx = telnyx,
            Retell = retell,
            Simulated = chosen == SimulatedSupplier.SupplierName ? simulated : null,
        };
    }

    /// <summary>A key or token: without spaces, line breaks and what a header cannot carry. A wrong one is not shown.</summary>
    internal static string? ReadSecret(SettingReader reader, string key, string takes)
    {
        var secret = reader.Text(key);
        if (secret?.All(c => c is > ' ' and <= '~') is false)
            reader.Wrong(key, takes, "(not shown)");
        return secret;
    }

    /// <summary>An id that a supplier gave, which becomes part of an address.</summary>
    internal static string? ReadId(SettingReader reader, string key, string takes) =>
        reader.Parsed(key, takes, text => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? text : null);
}
