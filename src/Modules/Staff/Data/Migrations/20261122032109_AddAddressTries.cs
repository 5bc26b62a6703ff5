using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Staff.Data.Migrations
{
    /// <inheritdoc />
    public partial class AddAddressTries : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "address_tries",
                schema: "staff",
                columns: table => new
                {
                    address = table.Column<string>(type: "text", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_address_tries", x => x.address);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "address_tries",
                schema: "staff");
        }
    }
}
