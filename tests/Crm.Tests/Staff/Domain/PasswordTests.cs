using System.Text;
using Crm.Platform.UseCases;
using Crm.Staff.Domain;
using Crm.Staff.Features.Demo;
using Crm.Staff.Features.Sessions;

namespace Crm.Tests.Staff.Domain;

public sealed class PasswordTests
{
    [Theory]
    [InlineData("password123"), InlineData("P@ssw0rd2024!"), InlineData("Sunshine1990"), InlineData("iloveyou2!"), InlineData("qwertyuiop"), InlineData("1qaz2wsx3edc"), InlineData("qweasdzxc123")]
    [InlineData("1234567890"), InlineData("0987654321"), InlineData("1111111111"), InlineData("abcabcabcabc"), InlineData("1990-12-31"), InlineData("31.12.1990"), InlineData("woaini1314520"), InlineData("zhongguo2008"), InlineData("AdminAdmin1")]
    public void What_everybody_tries_first_is_refused(string password) => Assert.Equal("staff.password.common", Refusal(password));

    [Theory]
    [InlineData("correct horse battery"), InlineData("tK7#mVx2pQ"), InlineData("我家的猫喜欢吃三文鱼和虾"), InlineData(DemoStaff.Password)]
    public void Others_pass(string password) => Assert.Null(Refusal(password));

    [Fact]
    public void Too_short_too_long_and_own_names_are_refused()
    {
        Assert.Equal("staff.password.short", Refusal("kX9!vT2#q"));
        Assert.Equal("staff.password.long", Refusal(string.Concat(Enumerable.Range(0, 60).Select(i => i + "x"))));
        Assert.Equal("staff.password.own", Refusal("weizhang77", "weizhang@crm.test"));
        Assert.Null(Refusal("weizhang has 3 cats", "weizhang@crm.test"));
    }

    [Fact]
    public void Five_tries_lock_for_a_quarter_of_an_hour()
    {
        var now = new DateTimeOffset(2026, 3, 4, 2, 0, 0, TimeSpan.Zero);
        var member = new StaffMember("Wei", null, "wei@crm.test");
        for (var i = 0; i < StaffMember.TriesBeforeLock - 1; i++) member.Fail(now);
        Assert.False(member.IsLocked(now));
        member.Fail(now);
        Assert.True(member.IsLocked(now));
        Assert.True(member.IsLocked(now + StaffMember.LockedFor - TimeSpan.FromSeconds(1)));
        Assert.False(member.IsLocked(now + StaffMember.LockedFor));
    }

    // The test vectors of RFC 6238, appendix B, cut to six digits.
    [Theory]
    [InlineData(59, "287082"), InlineData(1111111109, "081804"), InlineData(1111111111, "050471"), InlineData(1234567890, "005924"), InlineData(2000000000, "279037"), InlineData(20000000000, "353130")]
    public void One_time_codes_are_those_of_the_rfc(long seconds, string code) =>
        Assert.Equal(code, OneTimeCode.At(Encoding.ASCII.GetBytes("12345678901234567890"), DateTimeOffset.FromUnixTimeSeconds(seconds)));

    [Theory]
    [InlineData("", ""), InlineData("f", "MY"), InlineData("fo", "MZXQ"), InlineData("foo", "MZXW6"), InlineData("foob", "MZXW6YQ"), InlineData("fooba", "MZXW6YTB"), InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_is_that_of_the_rfc(string plain, string encoded) => Assert.Equal(encoded, OneTimeCode.Base32(Encoding.ASCII.GetBytes(plain)));

    [Fact]
    public void A_code_works_once_and_only_around_its_time()
    {
        var now = new DateTimeOffset(2026, 3, 4, 2, 0, 0, TimeSpan.Zero);
        var key = OneTimeCode.NewKey();
        var member = new StaffMember("Wei", null, "wei@crm.test");
        Assert.False(member.TakeCode(key, OneTimeCode.At(key, now.AddMinutes(-5)), now));
        Assert.True(member.TakeCode(key, OneTimeCode.At(key, now.AddSeconds(-30)), now));
        Assert.True(member.TakeCode(key, " " + OneTimeCode.At(key, now).Insert(3, " "), now));
        Assert.False(member.TakeCode(key, OneTimeCode.At(key, now), now));
        Assert.False(member.TakeCode(key, OneTimeCode.At(key, now.AddSeconds(-30)), now));
    }

    [Fact]
    public void A_recovery_code_works_once()
    {
        var codes = RecoveryCode.NewSet();
        Assert.Equal(RecoveryCode.Count, codes.Distinct().Count());
        var member = new StaffMember("Wei", null, "wei@crm.test");
        member.RecoverWith(codes);
        Assert.True(member.TakeRecoveryCode(codes[3].ToUpperInvariant().Replace("-", " ")));
        Assert.False(member.TakeRecoveryCode(codes[3]));
        Assert.Equal(RecoveryCode.Count - 1, member.RecoveryCodes.Count);
    }

    [Theory]
    [InlineData("王芳", null, "zh-CN", "王芳"), InlineData("欧阳静怡", null, "zh-CN", "静怡"), InlineData("王芳", "Fang Wang", "en", "FW"), InlineData("王芳", "Fang Wang", "zh-CN", "王芳"), InlineData("Emily van Carter", null, "en", "EC"), InlineData("cher", null, "en", "C")]
    public void Initials_come_from_the_name_in_the_readers_language(string name, string? english, string language, string initials) =>
        Assert.Equal(initials, new StaffMember(name, english, "x@crm.test").InitialsIn(language));

    static string? Refusal(string password, params string?[] own)
    {
        try { PasswordRules.Check(password, "Password", own); return null; }
        catch (RuleException e) { return e.Key; }
    }
}
