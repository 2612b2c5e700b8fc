namespace AdminPortal.Components.Pages.Users;

/// <summary>What an admin can do with somebody's account.</summary>
public enum UserAction
{
    ChangeRole,
    NewLink,
    SignOut,
    TakeOffFactor,
    Lock,
    Unlock,
}
