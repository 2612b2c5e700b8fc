using AdminPortal.Data.Entities;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AdminPortal.Services.People;

/// <summary>The lifetime of an invitation: long enough for a holiday weekend.</summary>
internal sealed class InvitationTokenOptions : DataProtectionTokenProviderOptions
{
    public InvitationTokenOptions() => (Name, TokenLifespan) = (IdentityRegistration.Invitation, TimeSpan.FromDays(7));
}

/// <summary>Creates and checks the tokens of invitations. They are bound to the security stamp, so each is valid once.</summary>
internal sealed class InvitationTokens(
    IDataProtectionProvider protection,
    IOptions<InvitationTokenOptions> options,
    ILogger<DataProtectorTokenProvider<PortalUser>> log
) : DataProtectorTokenProvider<PortalUser>(protection, options, log);
