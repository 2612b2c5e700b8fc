namespace AdminPortal.Components.Shared;

/// <summary>The user's theme setting.</summary>
public enum ThemeChoice
{
    /// <summary>Follows the system.</summary>
    System,
    Light,
    Dark,
}

/// <summary>The theme from the browser's cookies, so that the first paint is right.</summary>
/// <param name="SystemIsDark">The system's theme according to <c>wwwroot/js/appearance.js</c>.</param>
public sealed record Appearance(ThemeChoice Choice, bool SystemIsDark)
{
    public static readonly Appearance Default = new(ThemeChoice.System, false);

    public bool IsDark => Choice == ThemeChoice.Dark || (Choice == ThemeChoice.System && SystemIsDark);

    /// <summary>Reads a request's cookies; unknown values are ignored.</summary>
    public static Appearance Of(HttpContext? http)
    {
        if (http is null)
            return Default;
        var choice = http.Request.Cookies["ap-theme"] switch
        {
            "light" => ThemeChoice.Light,
            "dark" => ThemeChoice.Dark,
            _ => ThemeChoice.System,
        };
        return new(choice, http.Request.Cookies["ap-system-dark"] == "1");
    }
}
