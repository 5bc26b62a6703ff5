namespace Crm.Customers.Domain;

/// <summary>Contact data as shown to those who are not responsible for the customer.</summary>
internal static class Mask
{
    /// <summary>138****5678.</summary>
    public static string Phone(string normal)
    {
        var shown = PhoneNumber.Show(PhoneNumber.WithoutExtension(normal));
        return shown.Length <= 7 ? "****" : shown[..^8] + "****" + shown[^4..];
    }

    /// <summary>z***@example.com.</summary>
    public static string Email(string normal)
    {
        var at = normal.IndexOf('@', StringComparison.Ordinal);
        return at <= 0 ? "***" : normal[..1] + "***" + normal[at..];
    }

    /// <summary>浙江省杭州市***: as far as the city. Of a line nobody has cut into parts the beginning, where Chinese has the city and others have the door.</summary>
    public static string Address(PostalAddress? parts, string value) => parts is not null
        ? parts.AsFarAsCity().In(chinese: parts.Line() == parts.In(chinese: true)) + "***"
        : value.Length <= 3 || value[0] < 0x2E80 ? "***" : value[..3] + "***";

    /// <summary>Whether a text is a mask that came back.</summary>
    public static bool Is(string? text) => text?.Contains("***", StringComparison.Ordinal) == true;

    /// <summary>Masks by kind.</summary>
    public static string Point(PointKind kind, string normal, PostalAddress? parts) => kind switch { PointKind.Phone => Phone(normal), PointKind.Email => Email(normal), _ => Address(parts, normal) };

    public static string Point(ContactPoint point) => Point(point.Kind, point.Normal, point.Parts);

    /// <summary>The year alone tells enough for statistics and too little for an identity.</summary>
    public static string Day(DateOnly day) => day.Year + "-**-**";
}
