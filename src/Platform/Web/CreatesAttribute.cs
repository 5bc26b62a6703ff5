namespace Crm.Platform.Web;

/// <summary>
/// A page whose form creates something. One showing of the form, sent twice as it is, creates once, and whoever sent it
/// is led to what the first sending made: a browser that tries again and a second click do no harm.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CreatesAttribute : Attribute;
