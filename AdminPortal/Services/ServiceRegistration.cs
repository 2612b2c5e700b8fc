using AdminPortal.Data;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Backup;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Dashboard;
using AdminPortal.Services.Export;
using AdminPortal.Services.History;
using AdminPortal.Services.Import;
using AdminPortal.Services.Import.Uploads;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Keys;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Numbers.Parsing;
using AdminPortal.Services.Onboarding;
using AdminPortal.Services.People;
using AdminPortal.Services.Provisioning;
using AdminPortal.Services.SampleData;
using AdminPortal.Services.Search;
using AdminPortal.Services.Settings;
using AdminPortal.Services.Verification;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services;

/// <summary>Registers the service layer and the database beneath it: the same for the portal, its command line and its tests.</summary>
public static class ServiceRegistration
{
    /// <summary>Adds everything below pages, API and command line.</summary>
    /// <exception cref="WrongSettingException">A setting holds what it does not take.</exception>
    public static IServiceCollection AddPortalServices(this IServiceCollection services, IConfiguration configuration, string contentRoot)
    {
        services.AddSingleton(DatabaseSettings.Read(configuration, contentRoot));
        services.AddSingleton(NumberSettingsReader.Read(configuration));
        services.AddSingleton(TimeProvider.System);

        services.AddSingleton<PortalDatabase>();
        services.AddSingleton<IDbContextFactory<PortalDbContext>>(s => s.GetRequiredService<PortalDatabase>());
        services.AddScoped(s => s.GetRequiredService<PortalDatabase>().CreateDbContext());
        services.AddSingleton<WriteGate>();
        services.AddSingleton<DatabaseSetup>();

        services.AddSingleton<SecurityLog>();
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<ChangeWatch>();
        services.AddSingleton<PortalWriter>();
        services.AddSingleton<NumberReader>();
        services.AddSingleton<InventoryService>();
        services.AddSingleton<NumberService>();
        services.AddSingleton<QuarantineService>();
        services.AddSingleton<BulkWork>();
        services.AddSingleton<BulkNumberService>();
        services.AddSingleton<ProvisioningService>();
        services.AddSingleton<WaitingListService>();
        services.AddSingleton<ImportService>();
        services.AddSingleton(UploadSettings.Read(configuration));
        services.AddSingleton<UploadService>();
        services.AddSingleton<ExportService>();
        services.AddSingleton<BusinessService>();
        services.AddSingleton(SignUpSettings.Read(configuration));
        services.AddSingleton(OpenPageSettings.Read(configuration));
        services.AddSingleton<OnboardingService>();
        services.AddSingleton<SignUpMails>();
        services.AddSingleton<SignUpService>();
        services.AddSingleton<HistoryService>();
        services.AddSingleton<QuickSearchService>();
        services.AddSingleton<DashboardService>();
        services.AddSingleton<ApiKeyService>();
        services.AddSingleton<SettingsService>();
        services.AddSingleton<ApiKeyAuthenticator>();
        services.AddSingleton<ApiKeyUseService>();
        services.AddSingleton<IdempotencyCleanup>();
        services.AddSingleton<FormSubmissions>();
        services.AddAgentProvider(configuration);
        services.AddAgents(configuration);
        services.AddPortalIdentity(configuration);
        services.AddSingleton<VerificationService>();
        services.AddSingleton<BackupService>();
        services.AddSingleton<SampleDataService>();
        services.AddSingleton<StartupState>();
        services.AddSingleton<WarmUpService>();
        return services;
    }
}
