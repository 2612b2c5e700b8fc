using AdminPortal.Data;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Backup;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Comments;
using AdminPortal.Services.History;
using AdminPortal.Services.Import;
using AdminPortal.Services.Import.Uploads;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Keys;
using AdminPortal.Services.Notifications;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Onboarding;
using AdminPortal.Services.Overview;
using AdminPortal.Services.People;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Services.SampleData;
using AdminPortal.Services.Settings;
using AdminPortal.Services.Supply;
using AdminPortal.Services.Verification;
using AdminPortal.Services.Views;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Startup;

/// <summary>Registers the service layer and the database: the same for the portal, its command line and its tests.</summary>
internal static class ServiceRegistration
{
    /// <summary>Adds everything below pages, API and command line.</summary>
    public static IServiceCollection AddPortalServices(this IServiceCollection services, PortalSettings settings)
    {
        services.AddSingleton(settings.Database);
        services.AddSingleton(settings.Numbers);
        services.AddSingleton(settings.PublicAddress);
#pragma warning disable RS0030 // The only use of the system clock; it is injected everywhere else.
        services.AddSingleton(TimeProvider.System);
#pragma warning restore RS0030

        services.AddSingleton<PortalDatabase>();
        services.AddSingleton<IDbContextFactory<PortalDbContext>>(s => s.GetRequiredService<PortalDatabase>());
        services.AddScoped(s => s.GetRequiredService<PortalDatabase>().CreateDbContext());
        services.AddSingleton<WriteGate>();
        services.AddSingleton<DatabaseSetup>();
        services.AddSingleton<SimulatedStorage>();

        services.AddSingleton<SecurityLog>();
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<ChangeWatch>();
        services.AddSingleton<PortalReader>();
        services.AddSingleton<PortalWriter>();
        services.AddSingleton<NumberReader>();
        services.AddSingleton<InventoryService>();
        services.AddSingleton<NumberService>();
        services.AddSingleton<QuarantineService>();
        services.AddSingleton<BulkNumbers>();
        services.AddSingleton<BulkBusinesses>();
        services.AddSingleton<BulkSubjects>();
        services.AddSingleton<BulkWork>();
        services.AddSingleton<BulkService>();
        services.AddSingleton<ProvisioningService>();
        services.AddSingleton<WaitingListService>();
        services.AddSingleton<ImportService>();
        services.AddSingleton(settings.Uploads);
        services.AddSingleton<UploadService>();
        services.AddSingleton<ExportService>();
        services.AddSingleton<BusinessService>();
        services.AddSingleton<ClosingService>();
        services.AddSingleton<BusinessExportService>();
        services.AddSingleton(settings.SignUp);
        services.AddSingleton(settings.OpenPages);
        services.AddSingleton<OnboardingService>();
        services.AddSingleton<SignUpMails>();
        services.AddSingleton<SignUpService>();
        services.AddSingleton<HistoryService>();
        services.AddSingleton<HistoryExportService>();
        services.AddSingleton<QuickSearchService>();
        services.AddSingleton<DashboardService>();
        services.AddSingleton<ActivityService>();
        services.AddSingleton<SavedViewService>();
        services.AddSingleton<ListLayoutService>();
        services.AddSingleton<CommentService>();
        services.AddSingleton<NotificationConditions>();
        services.AddSingleton<NotificationService>();
        services.AddSingleton<ApiKeyService>();
        services.AddSingleton<SettingsService>();
        services.AddSingleton<ApiKeyAuthenticator>();
        services.AddSingleton<ApiKeyUseService>();
        services.AddSingleton<IdempotencyCleanup>();
        services.AddSingleton<FormSubmissions>();
        services.AddSupply(settings.Suppliers, settings.Supply, settings.TopUp);
        services.AddAgentProvider(settings.Simulated, settings.Retell);
        services.AddAgents(settings.Agents);
        services.AddPortalIdentity(settings.SignIn, settings.Smtp);
        services.AddSingleton<VerificationService>();
        services.AddSingleton<BackupService>();
        services.AddSingleton<SampleDataService>();
        services.AddSingleton<StartupState>();
        services.AddSingleton<WarmUpService>();
        return services;
    }
}
