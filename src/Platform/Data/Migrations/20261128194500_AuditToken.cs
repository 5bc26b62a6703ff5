using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Platform.Data.Migrations
{
    /// <inheritdoc />
    public partial class AuditToken : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "token_id",
                schema: "platform",
                table: "audit",
                type: "bigint",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "token_id",
                schema: "platform",
                table: "audit");
        }
    }
}
