using AdminPortal.Data.Entities;

namespace AdminPortal.Components.Shared;

/// <summary>The roles in words.</summary>
internal static class RoleWords
{
    public static string Name(PortalRole role) =>
        role switch
        {
            PortalRole.Admin => "Admin",
            PortalRole.Support => "Support",
            PortalRole.Viewer => "Viewer",
            _ => "Business",
        };

    /// <summary>What users with the role may do.</summary>
    public static string Says(PortalRole role) =>
        role switch
        {
            PortalRole.Admin => "Everything: numbers, businesses, users, API keys and settings.",
            PortalRole.Support => "Assigns, reassigns and releases numbers. Never uploads or deletes, and manages no users.",
            PortalRole.Viewer => "Sees numbers, businesses, agents and history. Changes nothing.",
            _ => "Sees one business's own number, agent and history, and asks for its number.",
        };
}
