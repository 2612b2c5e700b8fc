using MudBlazor;

namespace AdminPortal.Components.Layout;

/// <summary>The theme: neutral surfaces and one accent; green, blue, amber and red have meanings. Text and icons meet WCAG AA (4.5 : 1) on
/// every surface they are used on, in both palettes.</summary>
internal static class PortalTheme
{
    private static readonly string[] s_font = ["Inter Variable", "system-ui", "Segoe UI", "Roboto", "sans-serif"];

    public static readonly MudTheme Theme = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#4b41c9",
            PrimaryContrastText = "#ffffff",
            Secondary = "#545d6e",
            Tertiary = "#545d6e",
            Success = "#146c37",
            Info = "#1459b3",
            Warning = "#8a5000",
            Error = "#b3261e",
            Dark = "#2a2f3a",
            Black = "#171a21",
            Background = "#f6f7f9",
            BackgroundGray = "#eef0f3",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#171a21",
            DrawerBackground = "#ffffff",
            DrawerText = "#3c4452",
            DrawerIcon = "#545d6e",
            TextPrimary = "#171a21",
            TextSecondary = "#545d6e",
            TextDisabled = "#8a93a2",
            ActionDefault = "#545d6e",
            ActionDisabled = "#a4abb8",
            ActionDisabledBackground = "#e6e8ed",
            LinesDefault = "#e3e6eb",
            LinesInputs = "#868f9e",
            TableLines = "#e9ebef",
            TableHover = "#f3f4f8",
            TableStriped = "#fafbfc",
            Divider = "#e3e6eb",
            DividerLight = "#eef0f3",
            Skeleton = "#e6e8ed",
            GrayDefault = "#737c8c",
            OverlayDark = "rgba(17,20,28,0.45)",
            HoverOpacity = 0.08,
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#aaa3ff",
            PrimaryContrastText = "#15142b",
            Secondary = "#a7afbe",
            Tertiary = "#a7afbe",
            Success = "#63d394",
            SuccessContrastText = "#0b1f14",
            Info = "#7db8ff",
            InfoContrastText = "#0a1a2e",
            Warning = "#f2b956",
            WarningContrastText = "#261800",
            Error = "#ff8f86",
            ErrorContrastText = "#2d0805",
            Dark = "#30353f",
            Black = "#0b0d11",
            Background = "#101217",
            BackgroundGray = "#1c1f26",
            Surface = "#171a20",
            AppbarBackground = "#171a20",
            AppbarText = "#eceef2",
            DrawerBackground = "#171a20",
            DrawerText = "#c6ccd7",
            DrawerIcon = "#a7afbe",
            TextPrimary = "#eceef2",
            TextSecondary = "#a7afbe",
            TextDisabled = "#6d7585",
            ActionDefault = "#a7afbe",
            ActionDisabled = "#5a6170",
            ActionDisabledBackground = "#262a33",
            LinesDefault = "#2a2e37",
            LinesInputs = "#6f7787",
            TableLines = "#242831",
            TableHover = "#1e222a",
            TableStriped = "#191c22",
            Divider = "#2a2e37",
            DividerLight = "#22262e",
            Skeleton = "#262a33",
            GrayDefault = "#8d95a4",
            OverlayDark = "rgba(0,0,0,0.6)",
            HoverOpacity = 0.12,
        },
        LayoutProperties = new LayoutProperties
        {
            DefaultBorderRadius = "6px",
            AppbarHeight = "48px",
            DrawerWidthLeft = "232px",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography
            {
                FontFamily = s_font,
                FontSize = "0.875rem",
                LineHeight = "1.45",
                LetterSpacing = "normal",
            },
            H1 = new H1Typography
            {
                FontFamily = s_font,
                FontSize = "1.375rem",
                FontWeight = "650",
                LineHeight = "1.3",
                LetterSpacing = "-0.012em",
            },
            H2 = new H2Typography
            {
                FontFamily = s_font,
                FontSize = "1.0625rem",
                FontWeight = "600",
                LineHeight = "1.35",
                LetterSpacing = "-0.006em",
            },
            H6 = new H6Typography
            {
                FontFamily = s_font,
                FontSize = "1.0625rem",
                FontWeight = "600",
                LineHeight = "1.35",
                LetterSpacing = "-0.006em",
            },
            Body1 = new Body1Typography
            {
                FontFamily = s_font,
                FontSize = "0.875rem",
                LineHeight = "1.5",
                LetterSpacing = "normal",
            },
            Body2 = new Body2Typography
            {
                FontFamily = s_font,
                FontSize = "0.8125rem",
                LineHeight = "1.45",
                LetterSpacing = "normal",
            },
            Button = new ButtonTypography
            {
                FontFamily = s_font,
                FontSize = "0.875rem",
                FontWeight = "550",
                LineHeight = "1.5",
                LetterSpacing = "normal",
                TextTransform = "none",
            },
            Caption = new CaptionTypography
            {
                FontFamily = s_font,
                FontSize = "0.75rem",
                LineHeight = "1.4",
                LetterSpacing = "normal",
            },
        },
    };
}
