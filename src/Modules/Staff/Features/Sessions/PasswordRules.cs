using Crm.Platform.UseCases;
using Crm.Staff.Domain;

namespace Crm.Staff.Features.Sessions;

/// <summary>Long enough, not what everybody tries, not one's own name. No "one digit, one capital": that makes passwords worse.</summary>
internal static class PasswordRules
{
    public const int Shortest = 10, Longest = 128;

    public static void Check(string password, string field, params string?[] own)
    {
        if (password.Length < Shortest) throw new RuleException("staff.password.short", field, Shortest);
        if (password.Length > Longest) throw new RuleException("staff.password.long", field, Longest);
        if (CommonPasswords.Contains(password)) throw new RuleException("staff.password.common", field);
        if (own.OfType<string>().SelectMany(o => o.Split('@')[0].Split(' ', '.')).Any(o => o.Length >= 4 && password.Contains(o, StringComparison.OrdinalIgnoreCase) && password.Length - o.Length < 6))
            throw new RuleException("staff.password.own", field);
    }

    public static void Check(string password, string field, StaffMember member) => Check(password, field, member.Email, member.Name, member.EnglishName);
}
