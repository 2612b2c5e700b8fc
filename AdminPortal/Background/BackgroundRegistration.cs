namespace AdminPortal.Background;

/// <summary>Registers what the portal does by itself, on the clock.</summary>
internal static class BackgroundRegistration
{
    public static IServiceCollection AddPortalBackground(this IServiceCollection services) =>
        services
            .AddHostedService<WarmUp>()
            .AddHostedService<QuarantineEnd>()
            .AddHostedService<WaitingLine>()
            .AddHostedService<ApiKeyUse>()
            .AddHostedService<SessionUse>()
            .AddHostedService<SavedAnswerEnd>()
            .AddHostedService<AbandonedImports>()
            .AddHostedService<AbandonedUploads>()
            .AddHostedService<ChangesElsewhere>()
            .AddHostedService<AgentWork>()
            .AddHostedService<AgentComparison>()
            .AddHostedService<WebhookEventEnd>()
            .AddHostedService<FirstAdminLink>()
            .AddHostedService<PasswordLinks>()
            .AddHostedService<SignUpLinks>();
}
