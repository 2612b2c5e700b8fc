using AdminPortal.Data;
using AdminPortal.Providers.Agents.Retell;
using AdminPortal.Providers.Agents.Simulated;
using AdminPortal.Providers.Mail;
using AdminPortal.Providers.Suppliers;
using AdminPortal.Security;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Import.Uploads;
using AdminPortal.Services.Onboarding;
using AdminPortal.Services.People;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Settings;
using AdminPortal.Services.Supply;
using AdminPortal.Settings;

namespace AdminPortal;

/// <summary>All settings of the portal. They are read before anything else, because registration depends on them, errors must be reported
/// before the database is opened, and the command line never starts a host.</summary>
/// <param name="Retell">Null if agents are simulated.</param>
/// <param name="Smtp">Null if the portal sends no mail.</param>
internal sealed record PortalSettings(
    DatabaseSettings Database,
    NumberSettings Numbers,
    AgentSettings Agents,
    SimulatedSettings Simulated,
    RetellSettings? Retell,
    SupplierSettings Suppliers,
    SupplySettings Supply,
    TopUpSettings TopUp,
    SignUpSettings SignUp,
    UploadSettings Uploads,
    SmtpSettings? Smtp,
    SignInSettings SignIn,
    OpenPageSettings OpenPages,
    RateLimitSettings RateLimits,
    ProxySettings Proxy,
    HostNames Hosts,
    PublicAddress PublicAddress
)
{
    /// <summary>Every key that the portal reads.</summary>
    public static IReadOnlyList<string> Keys
    {
        get
        {
            var reader = new SettingReader(new ConfigurationBuilder().Build());
            Read(reader, AppContext.BaseDirectory);
            return reader.Keys;
        }
    }

    /// <summary>Reads all settings.</summary>
    /// <param name="contentRoot">The base folder of a relative database path.</param>
    /// <exception cref="InvalidSettingException">Some are invalid or unknown; all of them are listed.</exception>
    public static PortalSettings Read(IConfiguration configuration, string contentRoot)
    {
        var reader = new SettingReader(configuration);
        PortalHost.CheckAddresses(reader, configuration["urls"]);
        var settings = Read(reader, contentRoot);
        reader.Check();
        return settings;
    }

    /// <summary>Reads all settings; the caller checks the reader's faults.</summary>
    public static PortalSettings Read(SettingReader reader, string contentRoot)
    {
        var database = DatabaseSettings.Read(reader, contentRoot);
        var numbers = NumberSettings.Read(reader);
        var suppliers = SupplierSettings.Read(reader);
        return new(
            database,
            numbers,
            AgentSettings.Read(reader),
            SimulatedSettings.Read(reader),
            RetellSettings.Read(reader, AgentSettings.UsesRetell(reader)),
            suppliers,
            SupplySettings.Read(reader, suppliers.Timeout),
            TopUpSettings.Read(reader, numbers.LowStock, suppliers.Names),
            SignUpSettings.Read(reader),
            UploadSettings.Read(reader),
            SmtpSettings.Read(reader),
            SignInSettings.Read(reader),
            OpenPageSettings.Read(reader),
            RateLimitSettings.Read(reader),
            ProxySettings.Read(reader),
            HostNames.Read(reader),
            new PublicAddress(PortalLinks.ReadPublicUrl(reader))
        );
    }
}
