using Microsoft.AspNetCore.Identity;

namespace AdminPortal.Data.Records;

/// <summary>A person who signs in.</summary>
public sealed class PortalUser : IdentityUser<Guid>
{
    public PortalUser() => Id = UuidV7.Create();

    /// <summary>The one business that a Business user belongs to; null for others.</summary>
    public Guid? BusinessId { get; set; }
}
