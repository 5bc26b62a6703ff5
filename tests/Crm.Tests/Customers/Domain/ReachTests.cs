using Crm.Customers.Domain;

namespace Crm.Tests.Customers.Domain;

public sealed class ReachTests
{
    [Theory]
    [InlineData("138 0013 8000", "+8613800138000")]
    [InlineData("１６６－１２３４－５６７８", "+8616612345678")]
    [InlineData("19912345678", "+8619912345678")]
    [InlineData("8619912345678", "+8619912345678")]
    [InlineData("0086 199 1234 5678", "+8619912345678")]
    [InlineData("+86 (0)10 6552-9988", "+861065529988")]
    [InlineData("(010) 65529988", "+861065529988")]
    [InlineData("0755-8888 9999", "+8675588889999")]
    [InlineData("400-820-8820", "+864008208820")]
    [InlineData("+1 415 555 0123", "+14155550123")]
    public void Phones_become_international(string typed, string normal)
    {
        Assert.True(PhoneNumber.TryNormalise(typed, out var found));
        Assert.Equal(normal, found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("12345678901")]
    [InlineData("1380013800")]
    [InlineData("138001380001")]
    [InlineData("+86 12345")]
    [InlineData("+")]
    [InlineData("=1+1")]
    public void What_is_no_phone_is_refused(string typed) => Assert.False(PhoneNumber.TryNormalise(typed, out _));

    [Theory]
    [InlineData("Zhang.Wei@Example.COM ", "zhang.wei@example.com")]
    [InlineData("ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "zhang@example.com")]
    public void Mails_are_folded(string typed, string normal)
    {
        Assert.True(EmailAddress.TryNormalise(typed, out var found));
        Assert.Equal(normal, found);
    }

    [Theory]
    [InlineData("zhang@")]
    [InlineData("@example.com")]
    [InlineData("a b@example.com")]
    [InlineData("a@b@example.com")]
    [InlineData("zhang@example")]
    public void What_is_no_mail_is_refused(string typed) => Assert.False(EmailAddress.TryNormalise(typed, out _));

    [Fact]
    public void Masks_leave_enough_to_recognise_and_too_little_to_call()
    {
        Assert.Equal("138****5678", Mask.Phone("+8613812345678"));
        Assert.Equal("z***@example.com", Mask.Email("zhang@example.com"));
        Assert.DoesNotContain("6552", Mask.Phone("+861065529988"), StringComparison.Ordinal);
        Assert.Equal("1990-**-**", Mask.Day(new DateOnly(1990, 5, 17)));
    }
}
